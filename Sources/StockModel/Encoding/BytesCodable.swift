public import StockBytes

/// A value with one fixed layout in bytes, the same in the journal, in stored answers and on the wire.
///
/// Decoding never traps: bytes that end early or mean nothing are `BytesError`.
public protocol BytesCodable {
    func encode(into writer: inout ByteWriter)
    init(from reader: inout ByteReader) throws(BytesError)
}

extension BytesCodable {
    /// The value's bytes, on their own.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(into: &writer)
        return writer.array
    }

    /// The value that fills `bytes` exactly.
    public init(decoding bytes: RawSpan) throws(BytesError) {
        var reader = ByteReader(bytes)
        self = try Self(from: &reader)
        guard reader.isAtEnd else { throw BytesError(offset: reader.offset) }
    }
}

extension ByteWriter {
    /// A count as `UInt16`, then the values.
    ///
    /// A longer list cannot be written down: it is cut, which leaves far more than any limit of `CommandLimits` lets pass.
    @inline(__always)
    mutating func append<Value: BytesCodable>(list: [Value]) {
        append(UInt16(clamping: list.count))
        for value in list.prefix(Int(UInt16.max)) { value.encode(into: &self) }
    }

    /// Keys and terms: cut as a list is, and refused for their length all the same.
    mutating func append(keyBytes bytes: [UInt8]) {
        append(shortBytes: bytes.count <= UInt16.max ? bytes : Array(bytes.prefix(Int(UInt16.max))))
    }

    /// A byte 0, or a byte 1 and the value.
    mutating func append<Value: BytesCodable>(optional value: Value?) {
        append(UInt8(value == nil ? 0 : 1))
        value?.encode(into: &self)
    }

    /// A byte 0, or a byte 1 and the number.
    @inline(__always)
    mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(optionalNumber number: Number?) {
        append(UInt8(number == nil ? 0 : 1))
        if let number { append(number) }
    }

    /// Cut like a key, which may leave half a character: then it cannot be read.
    mutating func append(text: String) { append(keyBytes: Array(text.utf8)) }
}

extension ByteReader {
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func readList<Value: BytesCodable>(_ type: Value.Type = Value.self) throws(BytesError) -> [Value] {
        let count = Int(try read(UInt16.self))
        // Every value takes at least a byte: a count that cannot be true reserves no memory.
        guard count <= remaining else { throw BytesError(offset: offset) }
        var list: [Value] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try Value(from: &self)) }
        return list
    }

    @_lifetime(self: copy self)
    mutating func readOptional<Value: BytesCodable>(_ type: Value.Type = Value.self) throws(BytesError) -> Value? {
        let start = offset
        switch try read(UInt8.self) {
        case 0: return nil
        case 1: return try Value(from: &self)
        default: throw BytesError(offset: start)
        }
    }

    @inline(__always)
    @_lifetime(self: copy self)
    mutating func readOptionalNumber<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type = Number.self
    ) throws(BytesError) -> Number? {
        let start = offset
        switch try read(UInt8.self) {
        case 0: return nil
        case 1: return try read(Number.self)
        default: throw BytesError(offset: start)
        }
    }

    @_lifetime(self: copy self)
    mutating func readText() throws(BytesError) -> String {
        let start = offset
        guard let text = String(validating: try readShortBytes(), as: UTF8.self) else {
            throw BytesError(offset: start)
        }
        return text
    }

    /// A byte that has to be the number of a case.
    @_lifetime(self: copy self)
    mutating func readCase<Value: RawRepresentable>(_ type: Value.Type = Value.self) throws(BytesError) -> Value
    where Value.RawValue == UInt8 {
        let start = offset
        guard let value = Value(rawValue: try read(UInt8.self)) else { throw BytesError(offset: start) }
        return value
    }
}

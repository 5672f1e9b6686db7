import StockBytes
import StockModel

/// Something that has to hold for every input: otherwise the input is a finding, and the process ends.
@inlinable
@inline(__always)
public func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError("does not hold: \(what())") }
}

extension BytesCodable {
    /// Decodes bytes, encodes what they say, and decodes that again; nil where they say nothing.
    ///
    /// What decodes has to come back as it was; `isUnique`: each value has one encoding only, so it has to be these bytes.
    public static func comingBack(from bytes: RawSpan, isUnique: Bool = true) -> Self? {
        guard let value = try? Self(decoding: bytes) else { return nil }
        var first = ByteWriter()
        value.encode(into: &first)
        if isUnique { require(isSame(first.span, bytes), "\(Self.self): its encoding is what it was decoded from") }
        guard let again = try? Self(decoding: first.span) else {
            fatalError("does not hold: \(Self.self) is read again")
        }
        var second = ByteWriter()
        again.encode(into: &second)
        require(isSame(first.span, second.span), "\(Self.self) comes back as it was")
        return value
    }
}

/// Whether two spans hold the same bytes.
public func isSame(_ left: RawSpan, _ right: RawSpan) -> Bool {
    guard left.byteCount == right.byteCount else { return false }
    var left = ByteReader(left)
    var right = ByteReader(right)
    while let word = try? left.read(UInt64.self) {
        guard let other = try? right.read(UInt64.self), word == other else { return false }
    }
    while let byte = try? left.read(UInt8.self) {
        guard let other = try? right.read(UInt8.self), byte == other else { return false }
    }
    return true
}

/// Takes numbers from the front of an input, and zero when it has ended.
public struct Choices: ~Escapable {
    /// What has not been taken yet.
    public var reader: ByteReader

    /// From the beginning of some bytes.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) { reader = ByteReader(bytes) }

    /// Whether everything has been taken.
    public var isAtEnd: Bool { reader.isAtEnd }

    /// The next byte.
    public mutating func byte() -> UInt8 { number() }

    /// The next number, little-endian.
    public mutating func number<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type = Value.self) -> Value {
        if let value = try? reader.read(Value.self) { return value }
        _ = try? reader.skip(reader.remaining)
        return 0
    }

    /// 0 to `count` − 1.
    public mutating func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(number(UInt16.self)) % count }

    /// As many bytes as a number of two bytes says, or all that are left.
    public mutating func bytes() -> [UInt8] {
        let count = min(Int(number(UInt16.self)), reader.remaining)
        return (try? reader.readBytes(count)) ?? []
    }
}

/// Hands out bytes as a span.
public func withSpan<Result>(_ bytes: [UInt8], _ body: (RawSpan) -> Result) -> Result {
    var writer = ByteWriter(capacityBytes: bytes.count)
    writer.append(bytes: bytes)
    return body(writer.span)
}

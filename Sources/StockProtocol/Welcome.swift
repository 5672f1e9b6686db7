public import StockBytes
public import StockModel

/// The answer to a hello: the version from here on, where the store stands, and what the server takes.
///
/// | bytes | field |
/// |---|---|
/// | 8 | sequence |
/// | 1 | version of all frames after this one |
/// | 3 | zero |
/// | 8 | incarnation of the store: new at every restore |
/// | 8 | engine time, milliseconds since 1970 |
/// | 36 | limits, see `ProtocolLimits` |
/// | 2 + n | the server's name and version, UTF-8 |
public struct Welcome: Hashable, Sendable {
    /// The last durable sequence.
    public var sequence: SequenceNumber
    /// The version of all frames after this one.
    public var version: UInt8
    /// Which life of the store: new at every restore.
    public var incarnation: UInt64
    /// Engine time.
    public var time: Instant
    /// What the server takes.
    public var limits: ProtocolLimits
    /// For the client's log.
    public var serverName: String

    /// Made of its parts.
    public init(
        sequence: SequenceNumber, version: UInt8 = ProtocolVersion.current, incarnation: UInt64, time: Instant,
        limits: ProtocolLimits, serverName: String
    ) {
        self.sequence = sequence
        self.version = version
        self.incarnation = incarnation
        self.time = time
        self.limits = limits
        self.serverName = serverName
    }
}

extension Welcome: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        writer.append(version)
        writer.append(zeros: 3)
        writer.append(incarnation)
        time.encode(into: &writer)
        limits.encode(into: &writer)
        writer.append(shortBytes: Array(serverName.utf8))
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sequence = try reader.read(UInt64.self)
        let version = try reader.read(UInt8.self)
        let start = reader.offset
        guard try reader.readBytes(3).allSatisfy({ $0 == 0 }) else { throw BytesError(offset: start) }
        let incarnation = try reader.read(UInt64.self)
        let time = try Instant(from: &reader)
        let limits = try ProtocolLimits(from: &reader)
        self.init(
            sequence: sequence, version: version, incarnation: incarnation, time: time, limits: limits,
            serverName: String(decoding: try reader.readShortBytes(), as: UTF8.self))
    }
}

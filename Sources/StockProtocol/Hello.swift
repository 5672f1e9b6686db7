public import StockBytes
public import StockModel

/// The first frame of a connection: who speaks, and in which versions.
///
/// | bytes | field |
/// |---|---|
/// | 4 | `STKR` |
/// | 1 | oldest version that the client speaks |
/// | 1 | newest version that it speaks |
/// | 2 | zero |
/// | 4 | principal: whoever asks through this connection |
/// | 1 | kind of credential; 0: none |
/// | 2 + n | the credential |
/// | 2 + n | the client's name and version, UTF-8, at most 255 bytes, for the server's log |
///
/// This layout is the same in every version, and so is that of the header.
public struct Hello: Hashable, Sendable {
    /// `STKR`, so that a stray connection is told from a client.
    public static let magic: UInt32 = 0x524B_5453

    /// The oldest version that the client speaks.
    public var oldestVersion: UInt8
    /// The newest version that the client speaks.
    public var newestVersion: UInt8
    /// Whoever asks through this connection.
    public var principal: PrincipalID
    /// What kind of credential it is; 0: none.
    ///
    /// No other is defined yet.
    public var credentialKind: UInt8
    /// The credential.
    public var credential: [UInt8]
    /// For the server's log.
    public var clientName: String

    /// Made of its parts.
    public init(
        principal: PrincipalID, clientName: String, credentialKind: UInt8 = 0, credential: [UInt8] = [],
        oldestVersion: UInt8 = ProtocolVersion.oldest, newestVersion: UInt8 = ProtocolVersion.current
    ) {
        self.principal = principal
        self.clientName = clientName
        self.credentialKind = credentialKind
        self.credential = credential
        self.oldestVersion = oldestVersion
        self.newestVersion = newestVersion
    }

    /// The version to speak with such a client; nil: there is none in common.
    public var commonVersion: UInt8? {
        let version = min(newestVersion, ProtocolVersion.current)
        return version >= max(oldestVersion, ProtocolVersion.oldest) ? version : nil
    }
}

extension Hello: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Hello.magic)
        writer.append(oldestVersion)
        writer.append(newestVersion)
        writer.append(UInt16(0))
        principal.encode(into: &writer)
        writer.append(credentialKind)
        writer.append(shortBytes: credential)
        writer.append(shortBytes: Array(clientName.utf8))
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        guard try reader.read(UInt32.self) == Hello.magic else { throw BytesError(offset: reader.offset - 4) }
        let oldest = try reader.read(UInt8.self)
        let newest = try reader.read(UInt8.self)
        guard try reader.read(UInt16.self) == 0 else { throw BytesError(offset: reader.offset - 2) }
        let principal = try PrincipalID(from: &reader)
        let kind = try reader.read(UInt8.self)
        let credential = try reader.readShortBytes()
        let start = reader.offset
        let name = try reader.readShortBytes()
        guard name.count <= 255, let clientName = String(validating: name, as: UTF8.self) else {
            throw BytesError(offset: start)
        }
        self.init(
            principal: principal, clientName: clientName, credentialKind: kind, credential: credential,
            oldestVersion: oldest, newestVersion: newest)
    }
}

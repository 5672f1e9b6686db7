import StockBytes
import StockModel
import StockProtocol

/// Frames as a client writes them.
enum Wire {
    static func frame(
        _ opcode: Opcode, _ id: UInt64, flags: FrameHeader.Flags = [], body: (inout ByteWriter) -> Void = { _ in }
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(frame: opcode, id, flags: flags, body: body)
        return writer.array
    }

    /// A frame of which only the header is right.
    static func frame(opcode: UInt8, _ id: UInt64, version: UInt8 = 1, flags: UInt16 = 0, _ body: [UInt8] = [])
        -> [UInt8]
    {
        var writer = ByteWriter()
        writer.append(UInt32(FrameHeader.byteCount + body.count))
        writer.append(version)
        writer.append(opcode)
        writer.append(flags)
        writer.append(id)
        writer.append(bytes: body)
        return writer.array
    }

    static func hello(as principal: PrincipalID = 1, _ change: (inout Hello) -> Void = { _ in }) -> [UInt8] {
        var hello = Hello(principal: principal, clientName: "tests")
        change(&hello)
        return frame(.hello, 77) { hello.encode(into: &$0) }
    }

    static func ping(_ id: UInt64) -> [UInt8] { frame(.ping, id) { $0.append(id) } }

    static func command(_ id: UInt64, _ command: Command, _ extras: RequestExtras = .init()) -> [UInt8] {
        frame(.command, id, flags: extras.flags) { writer in
            extras.encode(into: &writer)
            command.encode(into: &writer)
        }
    }

    static func query(_ id: UInt64, _ query: Query, _ extras: RequestExtras = .init()) -> [UInt8] {
        frame(.query, id, flags: extras.flags) { writer in
            extras.encode(into: &writer)
            query.encode(into: &writer)
        }
    }

    /// An entry of a batch.
    enum Entry {
        case command(Command)
        case query(Query)
        case other(UInt8, [UInt8])
    }

    static func batch(_ id: UInt64, _ entries: [Entry], _ extras: RequestExtras = .init()) -> [UInt8] {
        frame(.batch, id, flags: extras.flags) { writer in
            extras.encode(into: &writer)
            writer.append(UInt32(entries.count))
            for entry in entries {
                switch entry {
                case .command(let command): writer.append(batchEntry: .command) { command.encode(into: &$0) }
                case .query(let query): writer.append(batchEntry: .query) { query.encode(into: &$0) }
                case .other(let opcode, let bytes):
                    writer.append(UInt32(bytes.count))
                    writer.append(opcode)
                    writer.append(zeros: 3)
                    writer.append(bytes: bytes)
                }
            }
        }
    }

    static func subscribe(_ id: UInt64, after position: FeedPosition, credit: UInt32) -> [UInt8] {
        frame(.subscribe, id) { writer in
            position.encode(into: &writer)
            writer.append(credit)
        }
    }

    static func credit(_ id: UInt64, _ credit: UInt32) -> [UInt8] { frame(.credit, id) { $0.append(credit) } }
    static func unsubscribe(_ id: UInt64) -> [UInt8] { frame(.unsubscribe, id) }
}

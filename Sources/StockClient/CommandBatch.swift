import StockAPI
import StockBytes
import StockModel
import StockProtocol

/// Commands of one principal that go to the server in one frame.
struct CommandBatch {
    let commands: ArraySlice<Command>
    let principal: PrincipalID

    /// As many of the first ones as have the same principal and fit into a frame, at least one.
    init(from commands: ArraySlice<Command>, _ limits: ProtocolLimits) {
        principal = commands[commands.startIndex].principal
        var bytes = FrameHeader.byteCount + 16
        var count = 0
        for command in commands.prefix(Int(min(limits.batchMax, limits.inFlightMax))) {
            guard command.principal == commands[commands.startIndex].principal else { break }
            bytes += BatchEntry.headerByteCount + command.encoded.count
            if count > 0, bytes > Int(limits.requestBytesMax) { break }
            count += 1
        }
        self.commands = commands.prefix(count)
    }

    var repeats: StockroomClient.Repeats { commands.allSatisfy(\.isRepeatable) ? .always : .whenNotDone }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(truncatingIfNeeded: commands.count))
        for command in commands {
            writer.append(batchEntry: .command) { command.encode(into: &$0) }
        }
    }

    func answers(_ reply: Reply) throws(StockFailure) -> Answers {
        let bytes = reply.body
        return try reply.read(.answers) { reader throws(BytesError) in
            _ = try reader.read(UInt64.self)
            let count = Int(try reader.read(UInt32.self))
            guard count == commands.count else { throw BytesError(offset: 8) }
            var answers: [Result<Answer, StockFailure>] = []
            for _ in 0..<count {
                let entry = try BatchEntry(from: &reader)
                let body = Array(bytes[entry.body])
                guard let opcode = Opcode(rawValue: entry.opcode) else { throw BytesError(offset: reader.offset) }
                let reply = Reply(opcode: opcode, body: body)
                answers.append(
                    Result { () throws(StockFailure) in
                        try reply.read(.answer) { reader throws(BytesError) in try Answer(from: &reader) }
                    })
            }
            return Answers(each: answers)
        }
    }

    /// The answers of a batch.
    struct Answers {
        let each: [Result<Answer, StockFailure>]

        /// How long to wait for those that were turned away.
        var firstBusy: Duration? {
            for answer in each {
                if case .failure(.busy(let milliseconds)) = answer { return .milliseconds(milliseconds) }
            }
            return nil
        }
    }
}

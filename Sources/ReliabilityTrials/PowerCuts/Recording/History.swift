import Foundation
import StockBytes
import StockModel

/// What clients were told while a server was recorded.
struct History: Sendable {
    /// An answer, and how long the log of the disk was when its client had it.
    struct Acknowledged: Sendable {
        let logOffset: Int
        let command: Command
        let answer: Answer
    }

    var acknowledged: [Acknowledged] = []
    /// The event of every sequence, from 1 on without a gap.
    var events: [FeedEvent] = []

    /// Those that a client had when the log was so long.
    func acknowledged(before logOffset: Int) -> ArraySlice<Acknowledged> {
        var low = 0
        var high = acknowledged.count
        while low < high {
            let middle = (low + high) / 2
            if acknowledged[middle].logOffset <= logOffset { low = middle + 1 } else { high = middle }
        }
        return acknowledged[..<low]
    }

    func write(to path: String) throws {
        var writer = ByteWriter(capacityBytes: 1 << 20)
        writer.append(UInt64(acknowledged.count))
        for one in acknowledged {
            writer.append(UInt64(one.logOffset))
            writer.append(longBytes: one.command.encoded)
            writer.append(longBytes: one.answer.encoded)
        }
        writer.append(UInt64(events.count))
        for event in events { writer.append(longBytes: event.encoded) }
        try Data(writer.array).write(to: URL(fileURLWithPath: path))
    }

    init() {}

    init(contentsOf path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var reader = ByteReader(bytes.span.rawBytes)
        for _ in 0..<(try reader.read(UInt64.self)) {
            let logOffset = Int(try reader.read(UInt64.self))
            let command = try reader.readLongBytes()
            let answer = try reader.readLongBytes()
            acknowledged.append(
                Acknowledged(
                    logOffset: logOffset, command: try Command(decoding: command.span.rawBytes),
                    answer: try Answer(decoding: answer.span.rawBytes)))
        }
        for _ in 0..<(try reader.read(UInt64.self)) {
            let event = try reader.readLongBytes()
            events.append(try FeedEvent(decoding: event.span.rawBytes))
        }
    }
}

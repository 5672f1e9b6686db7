import StockModel
import StockProtocol
import Testing

@testable import LoadLoop

struct LifecycleTests {
    private static func commands(_ lifecycle: Lifecycle, frames: Int) throws -> [Command] {
        let conversation = LifecycleConversation(lifecycle)
        var source = ReservationSource(Assortment(skus: 10), .uniform, seed: 1)
        var commands: [Command] = []
        for _ in 0..<frames {
            var bytes: [UInt8] = []
            conversation.append(place: 7, from: &source, to: &bytes)
            #expect(bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) } == UInt32(bytes.count))
            #expect(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self) } == 7)
            var offset = FrameHeader.byteCount
            if lifecycle.entriesPerFrame == 1 {
                commands.append(try Self.command(Array(bytes[offset...])))
                continue
            }
            offset += 4
            while offset < bytes.count {
                let length = Int(
                    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) })
                commands.append(try Self.command(Array(bytes[(offset + 8)..<(offset + 8 + length)])))
                offset += 8 + length
            }
        }
        return commands
    }

    private static func command(_ bytes: [UInt8]) throws -> Command { try Command(decoding: bytes.span.bytes) }

    @Test(arguments: [1, 16]) func `what is committed and released was reserved before`(entries: Int) throws {
        let lifecycle = Lifecycle(
            entriesPerFrame: entries, committedPercent: 40, releasedPercent: 30, soldPercent: 10,
            holdMilliseconds: 5_000)
        var reserved: Set<ReservationID> = []
        var ended: Set<ReservationID> = []
        var requests: Set<RequestID> = []
        var sold: Set<ReservationID> = []
        var commits = 0
        var sales = 0
        for command in try Self.commands(lifecycle, frames: 4_000 / entries) {
            #expect(command.issuedAt.millisecondsSinceEpoch > Clock.wallMilliseconds - 60_000)
            switch command.operation {
            case .reserve(let reserve):
                #expect(reserve.holdMilliseconds == 5_000 && reserved.insert(reserve.reservation).inserted)
                #expect((1...10).contains(reserve.lines[0].sku.rawValue))
            case .sell(let sell):
                sales += 1
                #expect(sold.insert(sell.reservation).inserted && sell.lines[0].quantity == 1)
                #expect((1...10).contains(sell.lines[0].sku.rawValue) && sell.lines[0].location != 0)
            case .commit(let commit):
                commits += 1
                #expect(reserved.contains(commit.reservation) && ended.insert(commit.reservation).inserted)
                #expect(command.request.map { requests.insert($0).inserted } == true)
            case .release(let release):
                #expect(reserved.contains(release.reservation) && ended.insert(release.reservation).inserted)
                #expect(command.request.map { requests.insert($0).inserted } == true)
            default: Issue.record("\(command.operation)")
            }
        }
        let made = Double(reserved.count + sales)
        #expect((0.35...0.42).contains(Double(commits) / made) && (0.09...0.11).contains(Double(sales) / made))
        #expect(ended.count > commits && sold.isDisjoint(with: reserved))
    }
}

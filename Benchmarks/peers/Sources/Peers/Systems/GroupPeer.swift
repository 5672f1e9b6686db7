import Foundation
import LoadLoop
import PlainLMDB

/// Plain LMDB and the two ceilings, behind the little server of `Benchmarks/peers/Sources/GroupServer`.
final class GroupPeer: Peer {
    let port: Int
    private let process: ChildProcess
    private let system: PeerSystem
    private let folder: String

    init(_ context: Context, _ system: PeerSystem) throws {
        self.system = system
        folder = context.folder
        process = try ChildProcess(context.programs + "/GroupServer", [system.rawValue, folder])
        port = try process.announcedPort()
    }

    var cpuSeconds: Double { process.cpuSeconds }
    func conversation() -> any Conversation { StockroomConversation(.reserve) }

    /// The journal is counted by its highest sequence; echo has nothing that could be counted.
    func finish() throws -> Holdings {
        try process.stop()
        switch system {
        case .lmdb: return try PlainStore(at: folder).holdings()
        case .journal:
            let sequence = try JournalFile.highestSequence(of: folder + "/journal")
            return Holdings(held: sequence, reservations: sequence, deadlines: sequence)
        default: return Holdings(held: 0, reservations: 0, deadlines: 0)
        }
    }
}

/// What the ceiling `journal` has left.
enum JournalFile {
    /// Records have 64 bytes, and begin with their sequence.
    static func highestSequence(of path: String) throws -> Int {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        var highest: UInt64 = 0
        bytes.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 63, by: 64) {
                highest = max(highest, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
        }
        return Int(clamping: highest)
    }
}

import Foundation

/// What a server process and its store take at a moment.
public struct ServerWatch: Sendable {
    /// Memory that is the process's own, without what is mapped from files (RssAnon), in bytes.
    public var privateBytes: UInt64 = 0
    /// What LMDB's files take on the disk, in bytes.
    public var storeBytes: UInt64 = 0
    /// What the journal takes on the disk, in bytes.
    public var journalBytes: UInt64 = 0
    /// Seconds of processor time so far.
    public var cpuSeconds = 0.0

    public init(process: Int32, folder: String) {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix("RssAnon:") {
            privateBytes = (line.split(separator: " ").dropLast().last.flatMap { UInt64($0) } ?? 0) * 1_024
        }
        for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            var facts = stat()
            guard stat("\(folder)/\(path)", &facts) == 0 else { continue }
            let bytes = UInt64(facts.st_blocks) * 512
            if path.hasPrefix("journal") { journalBytes += bytes } else { storeBytes += bytes }
        }
        cpuSeconds = ProcessorTime.tree(process)
    }
}

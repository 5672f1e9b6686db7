import ArgumentParser
import Logging
import StockEngine

/// Where a server's store copies its journal, for recovery to any sequence.
struct ArchiveOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Copy the journal's segments here before they are used again; best on another machine's disk.",
            valueName: "dir"))
    var archive: String?
    @Option(
        help: ArgumentHelp(
            "Close and copy a segment at the latest so long after its first change (default: 60).",
            valueName: "seconds"))
    var archiveSeconds: Int?
    @Option(
        help: ArgumentHelp(
            "The most that the journal keeps back for an archive that fails; beyond it the archive gets a gap (default: 4096).",
            valueName: "MiB"))
    var archiveWaitingMebibytes: Int?

    private static let secondsMax = 3_600
    private static let mebibytesMax = 1 << 20

    func validate() throws {
        for (name, value, most) in [
            ("archive-seconds", archiveSeconds, Self.secondsMax),
            ("archive-waiting-mebibytes", archiveWaitingMebibytes, Self.mebibytesMax),
        ] {
            if let value, !(1...most).contains(value) { throw ValidationError("--\(name) is 1 to \(most).") }
        }
    }

    /// Sets what was said, and has the store tell what somebody has to know.
    func set(in options: inout StockroomOptions, _ settings: ServeSettings, logger: Logger) throws {
        func upTo(_ most: Int) -> (String) -> Int? {
            { text in Int(text).flatMap { (1...most).contains($0) ? $0 : nil } }
        }
        options.archiveFolder = try archive ?? settings.value(.archive, "a folder") { $0 }
        if let seconds = try archiveSeconds
            ?? settings.value(.archiveSeconds, "1 to \(Self.secondsMax)", upTo(Self.secondsMax))
        {
            options.archiveAfterMilliseconds = Int64(seconds) * 1_000
        }
        if let size = try archiveWaitingMebibytes
            ?? settings.value(.archiveWaitingMebibytes, "1 to \(Self.mebibytesMax)", upTo(Self.mebibytesMax))
        {
            options.archiveWaitingBytesMax = size << 20
        }
        options.onArchiveEvent = { event in
            switch event {
            case .works: logger.notice("\(event)")
            case .failing: logger.error("\(event)")
            default: logger.critical("\(event)")
            }
        }
    }
}

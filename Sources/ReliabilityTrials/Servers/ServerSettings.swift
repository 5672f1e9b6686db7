/// How a server under trial is started: the program as it is shipped, or the same server with small files.
enum ServerKind: String, Sendable, CaseIterable {
    /// Segments of 24 KiB and a checkpoint every 64 KiB: much happens in few writes.
    case small
    /// `stockroom serve`, with the smallest checkpoints that it offers.
    case shipped
}

/// What a server under trial is started with.
struct ServerSettings: Sendable {
    var kind = ServerKind.small
    /// The program to start; its name says nothing.
    var program: String
    var folder: String
    /// 0: any.
    var port = 0
    /// How long it remembers requests; everything else twice that.
    var requestWindowMilliseconds: Int64
    /// Events are kept as long as reservations, or longer: whoever reads the feed sees each of them, however slow the machine.
    var keepsEvents = false
    var environment: [String: String] = [:]

    var arguments: [String] {
        let window = "\(requestWindowMilliseconds / 1_000)s"
        let kept = "\(requestWindowMilliseconds / 500)s"
        let events = keepsEvents ? "3600s" : kept
        let common = [
            "--data", folder, "--listen", "127.0.0.1:\(port)", "--request-window", window, "--keep-closed", kept,
            "--keep-fulfilled", kept, "--keep-events", events,
        ]
        switch kind {
        case .small: return ["serve-small"] + common
        case .shipped:
            return ["serve", "--checkpoint-mebibytes", "1", "--checkpoint-seconds", "1", "--log-level", "error"]
                + common
        }
    }
}

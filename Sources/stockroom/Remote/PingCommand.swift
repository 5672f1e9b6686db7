import ArgumentParser
import StockAPI
import StockClient

/// Asks whether the server is there.
struct PingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping", abstract: "Ask a server whether it is there, and where its store stands.",
        discussion: """
            Examples:
              stockroom ping
              stockroom ping --connect 127.0.0.1:7500 --count 100 --json
            """)

    @Option(help: "How often.") var count = 1
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (1...1_000_000).contains(count) else { throw ValidationError("--count is 1 to 1,000,000.") }
    }

    private struct Answered: Encodable {
        var sequence: UInt64
        var count: Int
        var p50Microseconds: UInt64
        var longestMicroseconds: UInt64

        enum CodingKeys: String, CodingKey {
            case sequence, count
            case p50Microseconds = "p50_us"
            case longestMicroseconds = "longest_us"
        }
    }

    mutating func run() async throws {
        let count = count
        let answered = try await remote.use { stock, _ in
            var times: [UInt32] = []
            var sequence: UInt64 = 0
            for _ in 0..<count {
                let began = ContinuousClock.now
                sequence = try await stock.ping()
                times.append(UInt32(clamping: NumberText.microseconds(began.duration(to: .now))))
            }
            let latency = Latency(of: times)
            return Answered(
                sequence: sequence, count: count, p50Microseconds: latency.p50, longestMicroseconds: latency.longest)
        }
        try json.put(answered) {
            "sequence \(NumberText.grouped(answered.sequence)); \(count == 1 ? "" : "p50 ")\(answered.p50Microseconds) µs"
        }
    }
}

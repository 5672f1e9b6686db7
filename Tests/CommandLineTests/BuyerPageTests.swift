import Foundation
import Testing

/// The buyer's page, run by a shell as it is printed: what each command says is what stands there.
@Suite struct BuyerPageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    /// A command of the page, and what it is said to answer.
    private struct Shown {
        var command: String
        var output: [String]
    }

    private static func shown() throws -> [Shown] {
        let text = try String(contentsOf: root.appendingPathComponent("docs/buyer.md"), encoding: .utf8)
        var list: [Shown] = []
        for block in text.components(separatedBy: "```console\n").dropFirst() {
            var continues = false
            for line in block.components(separatedBy: "```")[0].components(separatedBy: "\n").dropLast() {
                if line.hasPrefix("$ ") {
                    list.append(Shown(command: String(line.dropFirst(2)), output: []))
                } else if continues, !list.isEmpty {
                    list[list.count - 1].command += "\n" + line
                } else if !list.isEmpty {
                    list[list.count - 1].output.append(line)
                }
                continues = line.hasSuffix("\\")
            }
        }
        return list
    }

    @Test func `what the buyer is told to type works, and answers what is printed`() async throws {
        try await BuyersShop.withServer { server in
            let shown = try Self.shown()
            #expect(shown.count > 20)
            for command in shown {
                // The page was written on this day.
                let today = [Self.today()]
                let said = try Self.shell(command.command, server)
                var output = said
                for day in Set(today + [Self.today()]) {
                    output = output.replacingOccurrences(of: day, with: "2026-03-02")
                }
                let lines = output.components(separatedBy: "\n").filter { !$0.isEmpty }
                let expected = command.output.filter { !$0.isEmpty }
                guard !expected.isEmpty else { continue }
                #expect(lines == expected, "\(command.command)")
            }
        }
    }

    private static func today() -> String {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withFullDate]
        return format.string(from: Date())
    }

    /// What a shell says that runs a command with this program in its path.
    private static func shell(_ command: String, _ server: RunningServer) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let programs = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PATH": "\(programs):\(path)", "STOCKROOM_CONNECT": server.address,
        ]) { $1 }
        let folder = try TestFolder()
        let output = try folder.empty("output")
        let handle = FileHandle(forWritingAtPath: output)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return try String(contentsOfFile: output, encoding: .utf8)
    }
}

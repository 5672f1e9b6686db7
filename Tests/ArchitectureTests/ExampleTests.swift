import Foundation
import Testing

/// The Swift code in the documents is the code that the tests in `Examples` run, word by word.
struct ExampleTests {
    /// Code is shown on these pages only.
    private static let pages = [
        "README.md", "Sources/StockEngine/StockEngine.docc/StockEngine.md", "docs/workflows.md",
    ]

    @Test func `code in a document is run, and code that is run as an example is in a document`() throws {
        let shown = try Self.pages.flatMap { try swiftBlocks(on: $0) }
        let run = try Project.files(below: "Tests/ArchitectureTests/Examples", endingIn: ".swift").flatMap {
            try examples(in: $0)
        }
        #expect(shown.count >= 10)
        for block in shown where !run.contains(block) { Issue.record("shown and never run:\n\(block)") }
        for example in run where !shown.contains(example) { Issue.record("run and shown nowhere:\n\(example)") }
    }

    @Test func `other documents show no Swift code`() throws {
        for page in try Project.pages() where !Self.pages.contains(page) {
            #expect(try swiftBlocks(on: page).isEmpty, "\(page)")
        }
    }

    @Test func `the first screen's commands are there and can be run`() throws {
        let commands = try blocks("sh", on: "README.md").joined(separator: "\n").components(separatedBy: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(commands.contains("tools/demo") && commands.contains("tools/test"))
        for command in commands {
            let path = Project.root.appendingPathComponent(command).path
            #expect(FileManager.default.isExecutableFile(atPath: path), "\(command)")
        }
        let lines = try Project.text(of: "README.md").components(separatedBy: "\n").prefix(40)
        #expect(commands.allSatisfy { command in lines.contains { $0.hasPrefix(command) } })
    }

    private func swiftBlocks(on page: String) throws -> [String] { try blocks("swift", on: page) }

    private func blocks(_ language: String, on page: String) throws -> [String] {
        try Project.text(of: page).components(separatedBy: "```" + language + "\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    /// What stands between the markers, moved to the left.
    private func examples(in file: String) throws -> [String] {
        var examples: [String] = []
        var indentation: Int?
        var lines: [String] = []
        for line in try Project.text(of: file).components(separatedBy: "\n") {
            if line.trimmed.hasPrefix("// example: ") {
                indentation = line.prefix { $0 == " " }.count
            } else if line.trimmed == "// end of example" {
                examples.append(lines.joined(separator: "\n") + "\n")
                indentation = nil
                lines = []
            } else if let indentation {
                lines.append(String(line.dropFirst(min(indentation, line.prefix { $0 == " " }.count))))
            }
        }
        return examples
    }
}

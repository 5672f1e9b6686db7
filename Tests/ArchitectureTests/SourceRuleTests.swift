import Testing

/// What no compiler checks in the sources.
///
/// Each rule lists every line that breaks it.
struct SourceRuleTests {
    static let unsafeTargets: Set<String> = ["LMDB", "StockBytes", "StockFiles", "StockSockets"]
    static let linesMax = 400

    @Test func `there are sources to check`() {
        #expect(SourceFile.all.count > 150)
    }

    @Test func `unsafe memory is used only behind the four fences`() {
        let found = SourceFile.all.filter { !Self.unsafeTargets.contains($0.target) }.flatMap { file in
            file.code.filter { "unsafe".isWord(in: $0.text) || $0.text.contains("Unsafe") }
                .map { "\(file):\($0.number)" }
        }
        #expect(found == [])
    }

    /// libFuzzer hands each input over as a pointer: one file makes a span of it.
    @Test func `the fuzzers are unsafe in one file, which holds nothing else`() throws {
        let files = try SourceFile.files(below: "Fuzzing/Sources")
        let found = files.filter { file in
            file.code.contains { "unsafe".isWord(in: $0.text) || $0.text.contains("Unsafe") }
        }
        #expect(files.count > 5)
        #expect(found.map(\.path) == ["Fuzzing/Sources/FuzzDriver/FuzzDriver.swift"])
        #expect(found.allSatisfy { $0.lines.count < 50 })
    }

    @Test func `nothing is forced, and nothing is left to be done`() {
        // Put together, so that this file does not contain what it looks for.
        let forbidden = ["try!", "as!", "fatal" + "Error", "TO" + "DO", "FIX" + "ME"]
        let found = SourceFile.all.flatMap { file in
            file.numbered { line in forbidden.contains { $0.isWord(in: line) } }
        }
        #expect(found == [])
    }

    @Test func `the process ends itself only where memory is handed out, with a reason`() {
        let ending = "preconditionFailure"
        let found = SourceFile.all.flatMap { file in
            file.numbered { line in
                ending.isWord(in: line) && (file.target != "StockBytes" || !line.contains(ending + "(\""))
            }
        }
        #expect(found == [])
    }

    /// At the level of the socket the number of TCP_NODELAY is that of SO_DEBUG, which only root may set: under every other
    /// account the server closed all connections.
    @Test func `options of TCP are set at TCP's level`() {
        let found = SourceFile.all.flatMap { file in file.numbered { $0.contains("ocketOption(.tcp_") } }
        #expect(found == [])
    }

    @Test func `every unchecked Sendable is explained`() {
        var found: [String] = []
        for file in SourceFile.all {
            for (index, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") && !line.trimmed.hasPrefix("//") {
                let around = comment(before: index, in: file.lines) + (file.lines.dropFirst(index + 1).first ?? "")
                if !around.lowercased().contains("unchecked") { found.append("\(file):\(index + 1)") }
            }
        }
        #expect(found == [])
    }

    @Test func `a file holds one idea`() {
        let found = SourceFile.all.filter { $0.lines.count > Self.linesMax }.map { "\($0): \($0.lines.count) lines" }
        #expect(found == [])
    }

    /// The comment lines right before a line, attributes passed over.
    private func comment(before index: Int, in lines: [String]) -> String {
        var found = ""
        for line in lines[..<index].reversed() {
            guard line.trimmed.hasPrefix("//") || line.trimmed.hasPrefix("@") else { break }
            found += line + "\n"
        }
        return found
    }
}

extension SourceFile {
    /// Where the lines are that something is true of.
    fileprivate func numbered(_ isFound: (String) -> Bool) -> [String] {
        lines.enumerated().filter { isFound($0.element) }.map { "\(path):\($0.offset + 1)" }
    }
}

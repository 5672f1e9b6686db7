import Testing

/// Which public declarations say what they are for.
struct DocumentationCommentTests {
    private static let typeWords: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    /// Asked for by the standard library's protocols.
    private static let known: Set<String> = ["<", "==", "hash", "description"]

    @Test func `every public type and function is documented, or its protocol's requirement is`() {
        let required = Self.known.union(requirements())
        var found: [String] = []
        for file in SourceFile.all {
            for (index, line) in file.lines.enumerated() {
                guard let (kind, name) = declaration(line) else { continue }
                if kind == "func", required.contains(name) { continue }
                if !isDocumented(index, in: file.lines) { found.append("\(file):\(index + 1): \(kind) \(name)") }
            }
        }
        #expect(found == [])
    }

    /// The names of functions that the project's own protocols ask for.
    private func requirements() -> Set<String> {
        var names: Set<String> = []
        for file in SourceFile.all {
            var isInside = false
            for line in file.lines {
                if line.hasPrefix("public protocol") || line.hasPrefix("protocol") { isInside = true }
                if line == "}" { isInside = false }
                let words = line.split { $0 == " " || $0 == "(" || $0 == "<" }.map(String.init)
                if isInside, let place = words.firstIndex(of: "func"), place + 1 < words.count {
                    names.insert(words[place + 1])
                }
            }
        }
        return names
    }

    /// The kind and name of the public type or function that a line begins, or nil.
    private func declaration(_ line: String) -> (kind: String, name: String)? {
        let words = line.split { " (<:{=".contains($0) }.map(String.init)
        guard let access = words.firstIndex(of: "public"), words[..<access].allSatisfy({ $0.hasPrefix("@") }) else {
            return nil
        }
        guard let place = words.firstIndex(where: { $0 == "func" || Self.typeWords.contains($0) }) else { return nil }
        // `<` as a name has been split away.
        let name = place + 1 < words.count ? words[place + 1] : "<"
        return (words[place], name == "left" || name == "lhs" ? "<" : name)
    }

    private func isDocumented(_ index: Int, in lines: [String]) -> Bool {
        for line in lines[..<index].reversed() {
            if line.trimmed.hasPrefix("@") { continue }
            return line.trimmed.hasPrefix("///")
        }
        return false
    }
}

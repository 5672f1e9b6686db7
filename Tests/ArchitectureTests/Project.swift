import Foundation

/// The project's folder and the files in it, by paths relative to it.
enum Project {
    /// Found from this file, through symbolic links.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// Every file below a folder whose name ends like this, sorted.
    static func files(below folder: String, endingIn ending: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(ending) }.map { folder + "/" + $0 }.sorted()
    }

    /// The pages that are read by people: those in the root, in `docs`, beside the data, and the DocC pages.
    static func pages() throws -> [String] {
        try ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"]
            + files(below: "docs", endingIn: ".md") + files(below: "Sources", endingIn: ".md")
    }
}

/// One Swift file of `Sources`.
struct SourceFile: CustomStringConvertible {
    let path: String
    let lines: [String]

    /// The second part of the path.
    var target: String { String(path.split(separator: "/")[1]) }
    /// The folder within the target, or nothing.
    var folder: String {
        let parts = path.split(separator: "/")
        return parts.count > 3 ? String(parts[2]) : ""
    }
    var description: String { path }

    /// The modules that the file imports.
    ///
    /// The C library has one name here, whatever the system calls it.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
                words[..<position].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { return nil }
            return ["Darwin", "Musl"].contains(words[position + 1]) ? "Glibc" : words[position + 1]
        }
    }

    /// The lines without their comments, numbered from 1.
    ///
    /// What stands in quotes is left out too.
    var code: [(number: Int, text: String)] {
        lines.enumerated().map { index, line in (index + 1, Self.withoutCommentAndText(line)) }
    }

    static let all = (try? files(below: "Sources")) ?? []

    static func files(below folder: String) throws -> [SourceFile] {
        try Project.files(below: folder, endingIn: ".swift").map { path in
            var lines = try Project.text(of: path).components(separatedBy: "\n")
            if lines.last == "" { lines.removeLast() }
            return SourceFile(path: path, lines: lines)
        }
    }

    private static let accessLevels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]

    private static func withoutCommentAndText(_ line: String) -> String {
        var code = ""
        var isQuoted = false
        var isEscaped = false
        var last: Character = " "
        for character in line {
            if isQuoted {
                if character == "\"", !isEscaped { isQuoted = false }
                isEscaped = character == "\\" && !isEscaped
            } else if character == "\"" {
                isQuoted = true
            } else if character == "/", last == "/" {
                return String(code.dropLast())
            } else {
                code.append(character)
            }
            last = character
        }
        return code
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespaces) }

    /// Whether it stands in the text as a word of its own.
    func isWord(in text: String) -> Bool {
        var rest = text[...]
        while let found = rest.range(of: self) {
            let before = found.lowerBound == text.startIndex ? " " : text[text.index(before: found.lowerBound)]
            let after = found.upperBound == text.endIndex ? " " : text[found.upperBound]
            if !Self.isPartOfWord(before), !Self.isPartOfWord(after) { return true }
            rest = text[found.upperBound...]
        }
        return false
    }

    private static func isPartOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}

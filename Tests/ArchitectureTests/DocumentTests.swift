import Foundation
import Testing

/// The documents against the files that they speak of.
struct DocumentTests {
    /// What a path in a document begins with.
    private static let beginnings = [
        "Sources/", "Tests/", "docs/", "tools/", "data/", "Benchmarks/", "Fuzzing/", ".ci/",
    ]

    @Test(arguments: try Project.pages())
    func `every link leads somewhere`(_ page: String) throws {
        let folder = URL(fileURLWithPath: "/" + page).deletingLastPathComponent()
        for link in try links(on: page) where !link.contains("://") {
            let parts = link.components(separatedBy: "#")
            let target = folder.appendingPathComponent(parts[0]).standardized.path.dropFirst()
            let path = parts[0].isEmpty ? page : String(target)
            #expect(Project.exists(path), "\(page) links to \(link)")
            if parts.count > 1, path.hasSuffix(".md"), Project.exists(path) {
                #expect(try anchors(of: path).contains(parts[1]), "\(page) links to \(link)")
            }
        }
    }

    @Test(arguments: try Project.pages())
    func `every path that is named exists`(_ page: String) throws {
        for path in try paths(on: page) { #expect(Project.exists(path), "\(page) names \(path)") }
    }

    @Test func `the walk through the source names the files in full`() throws {
        let named = try paths(on: "docs/reading-the-source.md").filter { $0.hasSuffix(".swift") }
        #expect(named.count > 50)
    }

    @Test func `the page of the rows has a section for every table`() throws {
        let page = try Project.text(of: "docs/store-format.md")
        let tables = try Project.text(of: "Sources/StockEngine/Rows/StoreTable.swift")
        var count = 0
        for line in tables.components(separatedBy: "\n") where line.contains("case ") && line.contains(" = ") {
            let words = line.split(separator: " ").map(String.init)
            let hasSection = page.contains("\n## \(words[1])\n")
            let hasNumber = page.contains("\n| \(words[3]) | `\(words[1])` |")
            #expect(hasSection && hasNumber, "\(words[1])")
            count += 1
        }
        #expect(count == 28)
    }

    @Test(arguments: ["docs/store-format.md", "docs/journal-format.md"])
    func `fields follow one another without a gap`(_ page: String) throws {
        var next: Int?
        var checked = 0
        for line in try Project.text(of: page).components(separatedBy: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { String($0).trimmed }
            guard cells.count > 4, let offset = Int(cells[1]) else {
                // A field without a fixed size or place ends what can be added up, and so does the end of a table.
                next = nil
                continue
            }
            if let next {
                #expect(offset == next, "\(page): \(line)")
                checked += 1
            }
            next = size(cells[2]).map { offset + $0 }
        }
        #expect(checked > 20)
    }

    @Test func `nothing outside of the project is named`() throws {
        for page in try Project.pages() {
            let text = try Project.text(of: page)
            for word in ["/work/", "/tmp/", "../../"] { #expect(!text.contains(word), "\(page) has \(word)") }
        }
    }

    // MARK: Reading a page

    /// `8`, `8 + 2` or `4 × 4 + 8`; nil when it depends on what is stored.
    private func size(_ cell: String) -> Int? {
        var sum = 0
        for term in cell.components(separatedBy: " + ") {
            let factors = term.components(separatedBy: " × ").map { Int($0) }
            guard !factors.contains(nil) else { return nil }
            sum += factors.reduce(1) { $0 * ($1 ?? 1) }
        }
        return sum
    }

    private func links(on page: String) throws -> [String] {
        try Project.text(of: page).components(separatedBy: "](").dropFirst()
            .compactMap { $0.components(separatedBy: ")").first }
    }

    /// What stands in backquotes, or in a block of commands, and looks like a path of the project.
    private func paths(on page: String) throws -> [String] {
        let text = try Project.text(of: page)
        let quoted = text.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        let commands = text.components(separatedBy: "\n")
        return (quoted + commands).compactMap { piece in
            let path = piece.components(separatedBy: " ")[0]
            return Self.beginnings.contains { path.hasPrefix($0) } ? path : nil
        }
    }

    /// The anchors of a page's headings.
    private func anchors(of page: String) throws -> Set<String> {
        Set(
            try Project.text(of: page).components(separatedBy: "\n").filter { $0.hasPrefix("#") }.map { heading in
                let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
                return String(words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" })
                    .replacingOccurrences(of: " ", with: "-")
            })
    }
}

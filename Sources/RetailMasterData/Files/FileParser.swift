import RetailDocuments
import RetailRecords

/// Reads a file of a kind: its rows as they stand and as they are understood, and every rule that they break.
struct FileParser<Content: FileKind> {
    private let bytes: [UInt8]
    private(set) var problems: [ImportProblem] = []
    private(set) var rows: [ParsedRow<Content>] = []
    private var lineOfName: [String: Int] = [:]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil where the file as a whole cannot be understood.
    mutating func parse() -> ImportedFile? {
        var reader = CSVReader(bytes: bytes)
        // In memory there is nothing that could fail to be read.
        guard let header = try? reader.readHeader() else {
            note(.noHeader(Content.file.columns), line: 1)
            return nil
        }
        let columns = self.columns(header)
        var end = reader.offset
        let headerStart = bytes.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) ? 3 : 0
        guard let headerText = text(headerStart..<end) else {
            note(.notUTF8, line: 1)
            return nil
        }
        var place = 0
        while let step = try? reader.next() {
            let start = end
            end = reader.offset
            let line = reader.record.line
            defer { place += 1 }
            switch step {
            case .malformed(let fault): note(.malformed(fault), line: line)
            case .record:
                guard let text = text(start..<end) else {
                    note(.notUTF8, line: line)
                    continue
                }
                if let columns { read(reader.record, columns, at: line, place: place, text: text) }
            }
        }
        return ImportedFile(
            file: Content.file.name, importNumber: 0, contentHash: ContentHash(of: bytes).text(),
            hasByteOrderMark: headerStart > 0, header: headerText, tail: text(end..<bytes.count) ?? "",
            rows: rows.count)
    }

    private mutating func read(
        _ record: CSVRecord, _ columns: [String: Int], at line: Int, place: Int, text: String
    ) {
        var row = RowReader(columns: columns, fields: (0..<record.count).map { record.text($0) })
        let content = Content(&row)
        for rule in row.rules { note(rule, line: line) }
        guard row.rules.isEmpty else { return }
        if let first = lineOfName.updateValue(line, forKey: content.name) {
            lineOfName[content.name] = first
            return note(Content.twice(content, line: first), line: line)
        }
        let parsed = ParsedRow(line: line, place: place, text: text, content: content)
        let size = MasterRecord.Staged(
            importNumber: .max, content: content, row: SourceRow(importNumber: .max, place: .max, text: text)
        ).bytes
        guard size <= MasterRecord<Content>.stagedBytesMax else {
            return note(.tooLong(max: MasterRecord<Content>.stagedBytesMax), line: line)
        }
        rows.append(parsed)
    }

    /// Where each column stands; nil where some are missing, unknown or there twice.
    private mutating func columns(_ header: [String]) -> [String: Int]? {
        var columns: [String: Int] = [:]
        let before = problems.count
        for (place, name) in header.enumerated() {
            if !Content.file.columns.contains(name) {
                note(.unknownColumn(name, Content.file.columns), line: 1)
            } else if columns.updateValue(place, forKey: name) != nil {
                note(.columnTwice(name), line: 1)
            }
        }
        for name in Content.file.required where columns[name] == nil { note(.columnMissing(name), line: 1) }
        return problems.count == before ? columns : nil
    }

    private func text(_ range: Range<Int>) -> String? { String(validating: bytes[range], as: UTF8.self) }

    private mutating func note(_ rule: ImportRule, line: Int) {
        problems.append(ImportProblem(file: Content.file.name, line: line, rule: rule))
    }
}

public import RetailDocuments
import RetailRecords

/// A file of master data, as it is written out.
public struct ExportedFile: Hashable, Sendable {
    /// Such as `skus.csv`.
    public var name: String
    /// All of it.
    public var bytes: [UInt8]
    /// How many rows it has.
    public var rows: Int
}

extension Workplace {
    /// The files that say what is in force, in the order in which an import reads them.
    ///
    /// A row comes back as it was written, in its place; one that was changed since is written as the documents say, in
    /// its place; what came in no row, or not in the file that was imported last, stands at the end.
    public func exportMasterData(
        report: @escaping (ImportProgress) -> Void = { _ in }
    ) async throws(WorkflowFailure) -> [ExportedFile] {
        var files: [ExportedFile] = []
        for kind in MasterDataSet.kinds {
            if let file = try await export(kind, report) { files.append(file) }
        }
        return files
    }

    private func export<Content: FileKind>(
        _ kind: Content.Type, _ report: (ImportProgress) -> Void
    ) async throws(WorkflowFailure) -> ExportedFile? {
        report(ImportProgress("writing \(Content.file.name)"))
        var place = self
        let layout = try await place.master(ImportedFile.self, Content.file.name)
        let records = try await records(kind)
        guard layout != nil || !records.isEmpty else { return nil }
        return FileWriter<Content>(layout).write(records)
    }
}

/// Writes the rows of a kind in the form of the file that was imported last.
struct FileWriter<Content: FileKind> {
    private let layout: ImportedFile?

    init(_ layout: ImportedFile?) { self.layout = layout }

    func write(_ records: [(content: Content, row: SourceRow?)]) -> ExportedFile {
        let inFile = records.filter { $0.row != nil && $0.row?.importNumber == layout?.importNumber }
            .sorted { ($0.row?.place ?? 0) < ($1.row?.place ?? 0) }
        let others = records.filter { $0.row == nil || $0.row?.importNumber != layout?.importNumber }
        let header = layout.flatMap { Self.columns(of: $0.header) } ?? Content.file.columns
        let lineEnd = layout?.lineEnd ?? "\n"
        // Where a column is missing that something is said by, the file gets it, and all rows are written anew.
        let rows = (inFile + others).map { Self.line($0.content, header) }
        let isWideEnough = zip(inFile + others, rows).allSatisfy { record, line in
            Self.content(of: line, header) == record.content || Self.isAsWritten(record, header)
        }
        var bytes: [UInt8] = layout?.hasByteOrderMark == true ? [0xEF, 0xBB, 0xBF] : []
        if isWideEnough, let layout {
            bytes += layout.header.utf8
        } else {
            let columns = isWideEnough ? header : header + Content.file.columns.filter { !header.contains($0) }
            bytes += (columns.map(RowWriter.quoted).joined(separator: ",") + lineEnd).utf8
            for record in inFile + others { bytes += (Self.line(record.content, columns) + lineEnd).utf8 }
            return ExportedFile(name: Content.file.name, bytes: bytes, rows: records.count)
        }
        for (index, record) in (inFile + others).enumerated() {
            if bytes.last != UInt8(ascii: "\n") { bytes += lineEnd.utf8 }
            if index < inFile.count, Self.isAsWritten(record, header), let row = record.row {
                bytes += row.text.utf8
            } else {
                bytes += rows[index].utf8
                let isLast = index == records.count - 1
                let endsOpen = record.row.map { $0.text.utf8.last != UInt8(ascii: "\n") } ?? false
                if !(isLast && index < inFile.count && endsOpen) { bytes += lineEnd.utf8 }
            }
        }
        bytes += layout?.tail.utf8.map { $0 } ?? []
        return ExportedFile(name: Content.file.name, bytes: bytes, rows: records.count)
    }

    /// Whether the row still says what is in force.
    private static func isAsWritten(_ record: (content: Content, row: SourceRow?), _ header: [String]) -> Bool {
        record.row.flatMap { content(of: $0.text, header) } == record.content
    }

    private static func line(_ content: Content, _ columns: [String]) -> String {
        var row = RowWriter()
        content.write(&row)
        return row.line(columns)
    }

    private static func columns(of header: String) -> [String]? {
        var reader = CSVReader(bytes: Array(header.utf8))
        return (try? reader.readHeader()) ?? nil
    }

    /// What a row says; nil: nothing that can be understood.
    private static func content(of text: String, _ columns: [String]) -> Content? {
        var reader = CSVReader(bytes: Array(text.utf8))
        guard (try? reader.next()) == .record, reader.record.count == columns.count else { return nil }
        let places = Dictionary(columns.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        var row = RowReader(columns: places, fields: (0..<reader.record.count).map { reader.record.text($0) })
        let content = Content(&row)
        return row.rules.isEmpty ? content : nil
    }
}

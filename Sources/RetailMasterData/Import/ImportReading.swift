import RetailDocuments
import StockModel

/// Reads a folder, and what is in force beside it.
struct ImportReading {
    private(set) var set = MasterDataSet()
    private(set) var problems: [ImportProblem] = []
    private var workplace: Workplace
    private let report: (ImportProgress) -> Void

    init(_ workplace: Workplace, report: @escaping (ImportProgress) -> Void) {
        self.workplace = workplace
        self.report = report
    }

    mutating func read(_ folder: ImportFolder) async throws(WorkflowFailure) {
        for name in folder.files.keys.sorted() where !ImportFolder.fileNames.contains(name) {
            problems.append(ImportProblem(file: name, line: 1, rule: .unknownFile(name, known: ImportFolder.fileNames)))
        }
        for kind in MasterDataSet.kinds { try await read(kind, of: folder) }
    }

    private mutating func read<Content: FileKind>(
        _ kind: Content.Type, of folder: ImportFolder
    ) async throws(WorkflowFailure) {
        var rows = KindRows<Content>()
        report(ImportProgress("reading what is stored of \(Content.file.name)"))
        for content in try await workplace.all(Content.self) { rows.stored[content.name] = content }
        if let bytes = folder.files[Content.file.name] {
            report(ImportProgress("reading \(Content.file.name)"))
            var parser = FileParser<Content>(bytes)
            let file = parser.parse()
            let before = try await workplace.master(ImportedFile.self, Content.file.name)
            rows.file = file
            rows.isRepeated = file != nil && before?.contentHash == file?.contentHash
            rows.rows = parser.rows
            if !rows.isRepeated { problems += parser.problems }
        }
        rows.merge()
        set[keyPath: Content.rows] = rows
    }
}

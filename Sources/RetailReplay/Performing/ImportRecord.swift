import StockModel

/// What a file was made of, kept in the store so that its figures can be read from there.
struct ImportRecord: Codable, Equatable {
    /// Malformed rows kept with line and reason; further ones are only counted.
    static let problemsMax = 100

    var file: String
    /// Records behind the header.
    var rows: Int
    /// Rows that are no pieces.
    var skipped: Int
    /// Whole documents of the file.
    var documents: Int
    /// Malformed rows.
    var malformed: Int
    /// Documents that a malformed row has taken with it.
    var documentsLeftOut: Int
    /// The highest line on which a row of a whole document stands.
    var lastLine: Int
    /// What is added to a line of this file so that it comes after the lines of all files loaded before.
    var linesBefore = 0
    var problems: [String]

    static func key(of source: ReplaySource, format: String) -> DocumentKey {
        DocumentKey("\(prefix(of: format))\(source.digits)")
    }

    init(
        _ source: ReplaySource, rows: Int, skipped: Int = 0, documents: Int, documentsLeftOut: Int, lastLine: Int,
        problems: ProblemLog
    ) {
        file = source.name
        self.rows = rows
        self.skipped = skipped
        self.documents = documents
        malformed = problems.count
        self.documentsLeftOut = documentsLeftOut
        self.lastLine = lastLine
        self.problems = problems.kept.prefix(Self.problemsMax).map(\.description)
    }

    static func prefix(of format: String) -> String { "import/\(format)/" }
}

extension ReplayStore {
    /// Puts the record of a file, once; a file that was begun before keeps the one it has.
    func record(_ record: ImportRecord, of source: ReplaySource, format: String) async throws(ReplayFailure)
        -> ImportRecord
    {
        let key = ImportRecord.key(of: source, format: format)
        if let there = try await importRecord(of: source, format: format) { return there }
        var linesBefore = 0
        try await eachDocument(under: ImportRecord.prefix(of: format)) { document throws(ReplayFailure) in
            guard let earlier = PaperBody.read(ImportRecord.self, from: document.body) else {
                throw ReplayFailure.unreadablePaper(document.key)
            }
            linesBefore = max(linesBefore, earlier.linesBefore + earlier.lastLine)
        }
        var record = record
        record.linesBefore = linesBefore
        try await demand(
            .transaction(
                Transaction(
                    preconditions: [.absent(key)],
                    operations: [
                        .putDocument(
                            DocumentWrite(
                                key, type: PaperType.importRecord.rawValue, body: PaperBody.bytes(of: record),
                                terms: [IndexTerm("import.format/\(format)")]))
                    ])),
            for: "the import record")
        return record
    }

    /// The record of a file; nil when none of it was ever loaded.
    func importRecord(of source: ReplaySource, format: String) async throws(ReplayFailure) -> ImportRecord? {
        let key = ImportRecord.key(of: source, format: format)
        guard let document = try await document(key) else { return nil }
        guard let record = PaperBody.read(ImportRecord.self, from: document.body) else {
            throw ReplayFailure.unreadablePaper(key)
        }
        return record
    }
}

import RetailDocuments

/// A folder that was read and checked.
struct PreparedImport {
    let check: ImportCheck
    let problems: [ImportProblem]

    var set: MasterDataSet { check.set }

    /// Whether each file of the folder is in force byte for byte.
    var isRepeated: Bool {
        func isDone<Content: FileKind>(_ kind: Content.Type) -> Bool {
            let rows = set[keyPath: Content.rows]
            return rows.file == nil || rows.isRepeated
        }
        return MasterDataSet.kinds.allSatisfy { isDone($0) }
    }

    var report: ImportReport {
        func file<Content: FileKind>(_ kind: Content.Type) -> ImportReport.File? {
            let rows = set[keyPath: Content.rows]
            guard rows.file != nil else { return nil }
            var file = ImportReport.File(
                name: Content.file.name, new: 0, changed: 0, unchanged: rows.repeated.count)
            for row in rows.rows {
                switch rows.stored[row.content.name] {
                case nil: file.new += 1
                case row.content: file.unchanged += 1
                default: file.changed += 1
                }
            }
            return file
        }
        return ImportReport(
            problems: problems, files: MasterDataSet.kinds.compactMap { file($0) }, number: nil, openingStock: nil)
    }
}

extension Workplace {
    func prepare(
        _ folder: ImportFolder, _ report: @escaping (ImportProgress) -> Void
    ) async throws(WorkflowFailure) -> PreparedImport {
        guard folder.files.keys.contains(where: ImportFolder.fileNames.contains) else {
            throw .rule(ImportRunRule.noFiles(known: ImportFolder.fileNames))
        }
        var reading = ImportReading(self, report: report)
        try await reading.read(folder)
        report(ImportProgress("checking"))
        var check = ImportCheck(reading.set, try await EngineFacts(self))
        check.run()
        let order = Dictionary(
            ImportFolder.fileNames.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
        let problems = (reading.problems + check.problems).enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            let leftKey = (order[first.file] ?? -1, first.line, left.offset)
            return leftKey < (order[second.file] ?? -1, second.line, right.offset)
        }
        return PreparedImport(check: check, problems: problems.map(\.element))
    }
}

import RetailDocuments
import StockModel

/// Writes the rows of a folder beside what is in force, in transactions of many rows.
///
/// A row that stands there as it should is not written again: an import that was interrupted goes on where it was.
struct ImportStaging {
    let workplace: Workplace
    let number: UInt64
    let report: (ImportProgress) -> Void

    /// Rows of a transaction; each is a precondition too, besides the runs that they came by.
    private static let rowsMax = 120
    /// Bytes of the rows of a transaction, far below a frame.
    private static let bytesMax = 1 << 20

    func stage<Content: FileKind>(_ rows: KindRows<Content>) async throws(WorkflowFailure) {
        guard var file = rows.file, !rows.isRepeated else { return }
        let part = "staging \(Content.file.name)"
        report(ImportProgress(part, 0, of: rows.rows.count))
        var start = 0
        while start < rows.rows.count {
            let piece = rows.rows[start..<min(start + Self.rowsMax, rows.rows.count)]
            start += try await workplace.perform { step throws(WorkflowFailure) in
                try await requireStaging(&step)
                var (count, bytes) = (0, 0)
                for row in piece where bytes < Self.bytesMax {
                    let source = SourceRow(importNumber: number, place: row.place, text: row.text)
                    bytes += try await stage(row.content, source, &step)
                    count += 1
                }
                return count
            }
            report(ImportProgress(part, start, of: rows.rows.count))
        }
        file.importNumber = number
        let layout = file
        try await workplace.perform { step throws(WorkflowFailure) in
            try await requireStaging(&step)
            _ = try await stage(layout, nil, &step)
        }
    }

    /// Nothing is staged for a run that has ended meanwhile.
    private func requireStaging(_ step: inout Step) async throws(WorkflowFailure) {
        let run = try await step.read(ImportRun.self, at: ImportRun.key(of: number))?.content
        guard let run else { throw .rule(ImportRunRule.hasEnded(number, .abandoned)) }
        guard run.state == .staging else { throw .rule(ImportRunRule.hasEnded(number, run.state)) }
    }

    /// Says how many bytes it has written.
    private func stage<Content: MasterData>(
        _ content: Content, _ row: SourceRow?, _ step: inout Step
    ) async throws(WorkflowFailure) -> Int {
        let staged = MasterRecord.Staged(importNumber: number, content: content, row: row)
        let key = Content.key(of: content.name)
        let before = try await step.read(MasterRecord<Content>.self, at: key)?.content
        var record = before ?? MasterRecord(staged)
        if let old = record.staged, old.importNumber != number {
            let run = try await step.read(ImportRun.self, at: ImportRun.key(of: old.importNumber))
            if run?.content.state == .loaded {
                record.current = old.content
                record.currentRow = old.row
            }
        }
        record.staged = staged
        // By bytes, as texts that look alike are equal.
        let bytes = record.documentBody
        guard before?.documentBody != bytes else { return 0 }
        step.write(record)
        return bytes.count
    }
}

import StockModel

/// Performs invoices in chunks: the second person's papers first, then each invoice as a transaction that names them.
struct InvoicePerforming {
    let store: ReplayStore
    var report: ReplayReport
    private var rule = OnlineRetailRule()
    private var commands = InvoiceCommands()
    /// Sales of earlier runs that have not been looked for yet.
    private var earlier: Set<String>

    /// See `ImportRecord`: what the lines of the documents are ahead of those of the file.
    private let linesBefore: Int

    private typealias Review = (key: DocumentKey, version: SequenceNumber)

    /// `stored` is what was performed before, in its order.
    init(after stored: [RetailDocument], in store: ReplayStore, linesBefore: Int, report: ReplayReport) {
        self.store = store
        self.linesBefore = linesBefore
        self.report = report
        for document in stored { commands.note(rule.decide(document)) }
        earlier = Set(stored.lazy.filter { $0.kind == .sale }.map(\.number))
    }

    /// `documents` in their order, none of which is stored yet.
    mutating func perform(_ documents: [RetailDocument]) async throws(ReplayFailure) {
        let decisions = documents.map { document in
            let decision = rule.decide(document)
            commands.note(decision)
            return decision
        }
        for sale in decisions.flatMap(\.salesReturnedTo) { try await look(for: sale) }
        let reviews = try await review(decisions)
        let answers = try await store.submit(
            zip(decisions, reviews).map { decision, reviews in
                store.settings.command(commands.transaction(for: decision, reviews: reviews))
            })
        for (decision, answer) in zip(decisions, answers) {
            if case .refused(.versionMismatch) = answer.outcome {
                try await compareWithStored(decision.document)
            } else {
                take(answer, for: decision.document)
            }
        }
    }

    /// Whether the store still remembers what an earlier run has sold; if not, units come back without naming it.
    private mutating func look(for sale: String) async throws(ReplayFailure) {
        guard earlier.remove(sale) != nil else { return }
        for id in commands.reservations(ofSale: sale) where try await store.reservation(id) == nil {
            commands.forget(sale)
            return
        }
    }

    /// The second person's papers for each decision, with the versions at which they stand.
    private func review(_ decisions: [DocumentDecision]) async throws(ReplayFailure) -> [[Review]] {
        let writes = decisions.map(ReviewPaper.writes(for:))
        let flat = writes.flatMap(\.self)
        let answers = try await store.submit(
            flat.map { write in
                let paper = Transaction(preconditions: [.absent(write.key)], operations: [.putDocument(write)])
                return store.settings.command(.transaction(paper), by: store.settings.reviewer)
            })
        var versions: [SequenceNumber] = []
        for (write, answer) in zip(flat, answers) { versions.append(try await version(of: write, after: answer)) }
        var rest = versions[...]
        return writes.map { pages in
            defer { rest = rest.dropFirst(pages.count) }
            return zip(pages, rest).map { page, version in (page.key, version) }
        }
    }

    /// An interrupted run may have left the paper; what it says otherwise is written anew.
    private func version(of write: DocumentWrite, after answer: Answer) async throws(ReplayFailure) -> SequenceNumber {
        guard case .refused(let refusal) = answer.outcome else { return answer.sequence }
        let what = "the paper \(write.key)"
        guard case .versionMismatch = refusal, let there = try await store.document(write.key) else {
            throw ReplayFailure.refused(what: what, refusal)
        }
        if there.body == write.body { return there.version }
        let anew = Transaction(
            preconditions: [.document(write.key, at: there.version)], operations: [.putDocument(write)])
        return try await store.demand(.transaction(anew), for: what, by: store.settings.reviewer).sequence
    }

    private mutating func take(_ answer: Answer, for document: RetailDocument) {
        if case .refused(let refusal) = answer.outcome {
            report.notTaken.append(
                ReplayReport.NotTaken(
                    document: document.number, fileLine: line(of: document), refusal: refusal))
        } else {
            report.performed += 1
        }
    }

    /// Somebody has stored an invoice of this number since the replay began.
    private mutating func compareWithStored(_ document: RetailDocument) async throws(ReplayFailure) {
        let stored = try await StoredInvoices(in: store)
        guard let there = stored[document.number] else { return }
        report.found(there.isIdentical(to: document), document.number, line: line(of: document))
    }

    private func line(of document: RetailDocument) -> Int { (document.fileLines.first ?? 0) - linesBefore }
}

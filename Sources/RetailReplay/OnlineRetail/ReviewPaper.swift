import RetailRecords
import StockModel

/// What the second person writes before an invoice is booked: the inspection of returned goods, the approval of found and
/// lost ones.
///
/// It moves nothing; the booking names it in its preconditions.
struct ReviewPaper {
    static let inspectionPrefix = "inspection/"
    static let approvalPrefix = "approval/"
    private static let inspectionColumns = ["Line", "Units", "Finding", "Sale", "SaleLine"]
    private static let approvalColumns = ["Line", "Units", "Finding"]

    /// Grade of goods that go back to the shelf.
    static let gradeA = "A"

    /// The pages that `decision` needs; none when it needs no second person.
    static func writes(for decision: DocumentDecision) -> [DocumentWrite] {
        switch decision.document.kind {
        case .customerReturn: inspection(of: decision)
        case .adjustmentUp, .adjustmentDown: approval(of: decision)
        case .sale, .charge: []
        }
    }

    private static func inspection(of decision: DocumentDecision) -> [DocumentWrite] {
        var text = PagedText(columns: inspectionColumns)
        var findings: Set<String> = []
        for (index, effect) in decision.effects.enumerated() {
            guard case .returned(let matches, let orphans, let reason) = effect else { continue }
            for match in matches {
                findings.insert(gradeA)
                text.add(Array("\(index + 1),\(match.units),\(gradeA),\(match.document),\(match.ordinal)\n".utf8))
            }
            if let reason {
                findings.insert(reason.name)
                text.add(Array("\(index + 1),\(orphans),\(reason.name),,\n".utf8))
            }
        }
        return pages(
            of: text, key: inspectionPrefix + decision.document.number, type: .inspection,
            terms: findings.sorted().map { IndexTerm($0 == gradeA ? "inspection.grade/A" : "inspection.flag/\($0)") })
    }

    private static func approval(of decision: DocumentDecision) -> [DocumentWrite] {
        var text = PagedText(columns: approvalColumns)
        for (index, effect) in decision.effects.enumerated() {
            switch effect {
            case .found(let units), .lost(let units): text.add(Array("\(index + 1),\(units),approved\n".utf8))
            case .none, .sold, .returned: break
            }
        }
        return pages(
            of: text, key: approvalPrefix + decision.document.number, type: .approval,
            terms: [IndexTerm("approval.kind/\(decision.document.kind.name)")])
    }

    private static func pages(
        of text: PagedText, key: String, type: PaperType, terms: [IndexTerm]
    ) -> [DocumentWrite] {
        text.pages.enumerated().map { page, body in
            DocumentWrite(
                PagedText.key(key, page: page), type: type.rawValue, body: body, terms: page == 0 ? terms : [])
        }
    }

    /// One finding about units of a line.
    struct Finding {
        let line: Int64
        let units: Int64
        let finding: String
    }

    static func findings(on document: Document) throws(ReplayFailure) -> [Finding] {
        var records = CSVReader(bytes: document.body)
        var findings: [Finding] = []
        do {
            try records.readHeader(inspectionColumns)
            while let step = try records.next() {
                guard step == .record, let line = FieldValues.integer(records.record[0]),
                    let units = FieldValues.integer(records.record[1])
                else { throw ReplayFailure.unreadablePaper(document.key) }
                findings.append(Finding(line: line, units: units, finding: records.record.text(2)))
            }
        } catch { throw ReplayFailure.unreadablePaper(document.key) }
        return findings
    }
}

extension OrphanReason {
    /// As it stands on inspections.
    var name: String {
        switch self {
        case .noCustomer: "no-customer"
        case .noEarlierSale: "no-earlier-sale"
        case .usedUp: "used-up"
        }
    }
}

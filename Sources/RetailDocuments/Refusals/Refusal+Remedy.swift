import StockModel

extension Refusal {
    /// What would be needed, without a full stop.
    package var remedy: String {
        switch self {
        case .insufficientStock: "ask for less, or with --mode partial for what is there"
        case .insufficientSingleLocation: "allow several sites with --splits, or ask for less"
        case .capExceeded: "raise its cap, or wait until a promise ends"
        case .tooManyHolds: "release one first: stockroom release"
        case .unknownSKU(let sku): "import it, or define it: stockroom define sku \(sku.rawValue)"
        case .unknownLocation: "correct the number, or define it: stockroom define location --help"
        case .unknownSite: "correct the number, or define it: stockroom define site --help"
        case .unknownChannel: "correct the number, or define it: stockroom define channel --help"
        case .skuInactive(let sku): "make it active again: stockroom define sku \(sku.rawValue) --help"
        case .notFound: "look at what there is: stockroom inspect --help"
        case .expired: "reserve again, or commit with --revive"
        case .alreadyResolved: "nothing is left to do"
        case .superseded: "use that one"
        case .exceedsHeld, .exceedsCommitted, .exceedsReturnable, .exceedsWaiting: "ask for so many at most"
        case .wouldGoNegative(let sku, let location, _):
            "take no more than that, or bring units there: stockroom inspect level \(sku.rawValue) --at \(location.rawValue)"
        case .versionMismatch: "do it again: it is decided by what is there now"
        case .definitionMismatch: "do it again: it is decided by what is defined now"
        case .guarded(DocumentType.inspection, _):
            "record what is found and release the goods: stockroom inspection --help"
        case .guarded(DocumentType.approval, _):
            "have another principal approve it: stockroom approval --help"
        case .guarded: "do it by the workflow that writes such documents"
        case .approvalRequired:
            "have another principal approve it, or raise what the site may find: stockroom define site --help"
        case .idempotencyConflict: "use a new one"
        case .tooOld: "look at what became of it first"
        case .reasonNotAllowed(_, let from, let to):
            Reason.between(from, to).isEmpty
                ? "move them by way of another location: nothing goes there directly"
                : "give another reason: \(Reason.between(from, to).joined(separator: ", "))"
        case .alreadyReversed: "nothing is left to do"
        case .kitCycle: "take one of the kits out of the other"
        case .kitTooDeep: "name the components of the inner kits instead"
        case .overflow: "correct the quantity, or do it in several steps"
        case .limit: "ask for less, or do it in several steps"
        case .malformed: "use a program of the server's version"
        case .invalid(let invalidity): invalidity.remedy
        case .storageFull: "make room: what is promised can still be committed, fulfilled and released"
        }
    }
}

extension Reason {
    /// The reasons that a person can give to move goods between two kinds of location.
    fileprivate static func between(_ from: LocationKind, _ to: LocationKind) -> [String] {
        allCases.filter { $0 != .reverse && $0.allows(from: from, to: to) }.map { "\($0)" }
    }
}

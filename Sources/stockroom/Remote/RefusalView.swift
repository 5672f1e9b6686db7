import StockModel

/// Why something was not done, for a person and for a script.
struct RefusalView: Encodable {
    struct Shortage: Encodable {
        var sku: UInt64
        var location: UInt32?
        var requested: Int64
        var availableToSell: Int64

        enum CodingKeys: String, CodingKey {
            case sku, location, requested
            case availableToSell = "available_to_sell"
        }
    }

    /// The refusal's name.
    var code: String
    /// What is short, where that is why.
    var shortages: [Shortage]?
    /// What to do next.
    var advice: String

    init(_ refusal: Refusal) {
        code = "\(refusal.code)"
        advice = refusal.advice
        if case .insufficientStock(let short) = refusal { shortages = short.map(Shortage.init) }
        if case .insufficientSingleLocation(let short) = refusal { shortages = short.map(Shortage.init) }
    }

    var text: String {
        var lines = ["refused: \(advice)"]
        for short in shortages ?? [] {
            let place = short.location.map { " at location \($0)" } ?? ""
            lines.append(
                "  SKU \(short.sku)\(place): \(NumberText.grouped(short.requested)) asked, "
                    + "\(NumberText.grouped(short.availableToSell)) available")
        }
        return lines.joined(separator: "\n")
    }
}

extension RefusalView.Shortage {
    fileprivate init(_ short: Shortage) {
        self.init(
            sku: short.sku.rawValue, location: short.location?.rawValue, requested: short.requested,
            availableToSell: short.availableToSell)
    }
}

extension Refusal {
    /// What is wrong, and what to do next.
    var advice: String {
        switch self {
        case .insufficientStock: "there is not enough; ask for less, or with --mode partial for what is there"
        case .insufficientSingleLocation:
            "no site has all of it; allow several sites with --splits, or ask for less"
        case .capExceeded: "the channel may promise no more of it; raise its cap, or wait until a promise ends"
        case .tooManyHolds(let max): "the owner has \(max) live holds already; release one first"
        case .unknownSKU(let sku): "SKU \(sku.rawValue) is not defined; define it: stockroom define sku \(sku.rawValue)"
        case .unknownLocation(let location):
            "location \(location.rawValue) is not defined; see: stockroom define location --help"
        case .unknownSite(let site): "site \(site.rawValue) is not defined; see: stockroom define site --help"
        case .unknownChannel(let channel):
            "channel \(channel.rawValue) is not defined; see: stockroom define channel --help"
        case .skuInactive(let sku): "SKU \(sku.rawValue) is not sold any more"
        case .notFound: "there is no such reservation, movement or document, or it is no longer kept"
        case .expired(let moment): "the hold ended at \(moment.text); reserve again, or commit with --revive"
        case .alreadyResolved(let how): "it is \(how) already; nothing is left to do"
        case .superseded(let other): "reservation \(other.text) has taken its place; use that one"
        case .exceedsHeld(let line, let held): "line \(line) has only \(held) held"
        case .exceedsCommitted(let line, let committed): "line \(line) has only \(committed) committed"
        case .exceedsReturnable(let line, let returnable): "of line \(line) only \(returnable) can still come back"
        case .exceedsWaiting(let line, let waiting): "of line \(line) only \(waiting) wait"
        case .wouldGoNegative(let sku, let location, let available):
            "SKU \(sku.rawValue) has only \(available) available at location \(location.rawValue)"
        case .guarded(let type, let byAnother):
            "it needs a document of type \(type)\(byAnother ? " by another principal" : "") in its transaction"
        case .approvalRequired(let threshold):
            "more than \(threshold) may only be found with an approval by another principal"
        case .storageFull: "the server's disk is full; what is promised can still be committed, fulfilled and released"
        case .tooOld(let window):
            "it was issued more than \(window / 1_000) seconds ago; look at what became of it first"
        case .idempotencyConflict: "the id was used for something else; use a new one"
        default: "\(self)"
        }
    }
}

import StockModel

extension Refusal {
    /// What is wrong, in the words of whoever works with goods, without a full stop.
    package var message: String {
        switch self {
        case .insufficientStock: "there is not enough"
        case .insufficientSingleLocation: "no site, or no few sites, have all of it"
        case .capExceeded: "the channel may promise no more of it"
        case .tooManyHolds(let max): "the owner has \(max) live holds already"
        case .unknownSKU(let sku): "SKU \(sku.rawValue) is not defined"
        case .unknownLocation(let location): "location \(location.rawValue) is not defined"
        case .unknownSite(let site): "site \(site.rawValue) is not defined"
        case .unknownChannel(let channel): "channel \(channel.rawValue) is not defined"
        case .skuInactive(let sku): "SKU \(sku.rawValue) is not sold any more"
        case .notFound: "there is no such reservation, movement or document, or it is no longer kept"
        case .expired(let moment): "the hold ended at \(moment.utcText)"
        case .alreadyResolved(let how): "it is \(how) already"
        case .superseded(let other): "reservation \(other.rawValue.hexadecimalDigits) has taken its place"
        case .exceedsHeld(let line, let held): "line \(line) has only \(held) held"
        case .exceedsCommitted(let line, let committed): "line \(line) has only \(committed) committed"
        case .exceedsReturnable(let line, let returnable): "of line \(line) only \(returnable) can still come back"
        case .exceedsWaiting(let line, let waiting): "of line \(line) only \(waiting) wait"
        case .wouldGoNegative(let sku, let location, let available):
            "SKU \(sku.rawValue) has only \(available) available at location \(location.rawValue)"
        case .versionMismatch(let key, .some): "\(key) was changed by somebody else meanwhile"
        case .versionMismatch(let key, nil): "\(key) is not there any more"
        case .definitionMismatch(let actual?): "\(actual.name) was defined otherwise meanwhile"
        case .definitionMismatch(nil): "what it was decided by is not defined"
        case .guarded(DocumentType.inspection, _): "it needs an inspection: nobody has looked at the goods"
        case .guarded(DocumentType.approval, _): "it needs an approval by somebody else"
        case .guarded(let type, let byAnother):
            "it needs a document of kind \(type)\(byAnother ? ", changed last by somebody else" : "")"
        case .approvalRequired(let threshold):
            "more than \(threshold) units may only be found with an approval by somebody else"
        case .idempotencyConflict: "the id was used for something else"
        case .tooOld(let window): "it was issued more than \(window / 1_000) seconds ago"
        case .reasonNotAllowed(let reason, let from, let to):
            "\(reason) is no reason to move goods from \(from.phrase) to \(to.phrase)"
        case .alreadyReversed(let movement): "movement \(movement.text) has taken it back already"
        case .kitCycle(let sku): "kit \(sku.rawValue) would contain itself"
        case .kitTooDeep(let max): "kits would be nested deeper than \(max)"
        case .overflow: "a sum is beyond what can be counted"
        case .limit(let max): "it asks for more than the most that is taken at once, which is \(max)"
        case .malformed(let offset): "the server cannot read the request from byte \(offset) on"
        case .invalid(let invalidity): invalidity.message
        case .storageFull: "the disk of the store is full"
        }
    }
}

extension Instant {
    fileprivate var utcText: String { CivilTime(milliseconds: millisecondsSinceEpoch).textInUTC }
}

extension LocationKind {
    fileprivate var phrase: String { "a location of kind \(self)" }
}

extension MovementID {
    fileprivate var text: String { "\(sequence).\(line)" }
}

extension Definition {
    /// What is defined, as a person calls it.
    var name: String {
        switch self {
        case .sku(let definition): "SKU \(definition.sku.rawValue)"
        case .site(let definition): "site \(definition.site.rawValue)"
        case .location(let definition): "location \(definition.location.rawValue)"
        case .channel(let definition): "channel \(definition.channel.rawValue)"
        case .policy(let policy): "what channel \(policy.channel.rawValue) may promise of SKU \(policy.sku.rawValue)"
        case .threshold(let threshold): "the threshold of SKU \(threshold.sku.rawValue)"
        }
    }
}

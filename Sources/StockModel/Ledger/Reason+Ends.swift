extension Reason {
    /// Whether a movement for this reason may go from one kind of place to another.
    ///
    /// `reverse` may go anywhere, since it undoes a movement that was allowed.
    public func allows(from: LocationKind, to: LocationKind) -> Bool {
        switch self {
        case .receive: from == .supplier && (to == .receiving || to == .stock || to == .quarantine)
        case .putaway: from == .receiving && (to == .stock || to == .quarantine || to == .damaged)
        case .issue: from == .stock && (to == .customer || to == .transit || to == .supplier)
        case .transferOut: from == .stock && to == .transit
        case .transferIn:
            from == .transit && (to == .stock || to == .receiving || to == .quarantine || to == .damaged || to == .loss)
        case .returnIn: from == .customer && (to == .returns || to == .quarantine)
        case .disposition:
            LocationKind.underInspection.contains(from)
                && (LocationKind.underInspection.contains(to) || to == .stock || to == .scrap || to == .supplier)
                || from == .stock && (to == .quarantine || to == .damaged)
        case .adjust, .count: from.isPhysical && (to == .loss || to == .quarantine) || from == .loss && to.isPhysical
        case .scrap: from.isPhysical && to == .scrap
        case .supplierReturn: from.isPhysical && from != .transit && to == .supplier
        case .repairOut:
            (from == .returns || from == .damaged || from == .quarantine || from == .stock) && to == .repair
        case .repairIn: from == .repair && (to == .stock || to == .quarantine || to == .damaged || to == .returns)
        case .assemble, .disassemble, .relabel: from == .stock && to == .transform || from == .transform && to == .stock
        case .reverse: true
        }
    }
}

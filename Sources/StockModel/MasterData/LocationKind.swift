/// What a location is for.
///
/// Physical ones belong to a site and never go below zero; only `stock` is sellable.
public enum LocationKind: UInt8, Sendable, CaseIterable {
    case stock = 1
    case receiving = 2
    case returns = 3
    case quarantine = 4
    case damaged = 5
    case repair = 6
    case transit = 7

    case supplier = 32
    case customer = 33
    case loss = 34
    case scrap = 35
    case transform = 36

    /// Units are really there, so the count cannot be negative.
    @inlinable public var isPhysical: Bool { rawValue < 32 }

    /// Places whose goods somebody has to look at before they are sold again.
    public static let underInspection: [LocationKind] = [.returns, .quarantine, .damaged, .repair]

    /// Whether units here can be promised.
    @inlinable public var isSellable: Bool { self == .stock }
}

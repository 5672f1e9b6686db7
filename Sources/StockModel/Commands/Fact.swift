/// Something that has happened in the world, and is booked for that reason: it is never refused for want of units.
///
/// What the book does not have is found from `loss` first, and the place is marked for a recount. Promises that lose their
/// units get them elsewhere, or become short.
public struct Fact: Hashable, Sendable {
    /// The `loss` location that gives what the book does not have.
    public var loss: LocationID
    /// The retailer's number for why nobody was asked: an offline till, an override at the till, damage …; not zero.
    public var reason: UInt16

    /// Made of its parts.
    public init(reason: UInt16, loss: LocationID) {
        self.reason = reason
        self.loss = loss
    }
}

import StockBytes

/// How long the store remembers what is over.
///
/// Judged by engine time; what is past it counts as gone at once, and is removed with the next checkpoint.
public struct Retention: Hashable, Sendable {
    /// For how long a request sent again gets its first answer again.
    ///
    /// An older one is refused as `tooOld`.
    public var requestWindowMilliseconds: Int64 = 7 * 86_400_000
    /// Reservations that ended without a sale: released or expired.
    ///
    /// At least the request window and a day, for requests that come with a fast clock.
    public var closedReservationsMilliseconds: Int64 = 30 * 86_400_000
    /// Reservations and sales that were fulfilled: the time in which units can be returned.
    ///
    /// At least the request window and a day, for requests that come with a fast clock.
    public var fulfilledReservationsMilliseconds: Int64 = 400 * 86_400_000
    /// Events of the feed.
    ///
    /// At least as long as closed reservations, and the request window and a day.
    public var eventsMilliseconds: Int64 = 30 * 86_400_000

    /// The defaults.
    public init() {}

    func encode(into writer: inout ByteWriter) {
        writer.append(requestWindowMilliseconds)
        writer.append(closedReservationsMilliseconds)
        writer.append(fulfilledReservationsMilliseconds)
        writer.append(eventsMilliseconds)
    }

    init(from reader: inout ByteReader) throws(BytesError) {
        requestWindowMilliseconds = try reader.read()
        closedReservationsMilliseconds = try reader.read()
        fulfilledReservationsMilliseconds = try reader.read()
        eventsMilliseconds = try reader.read()
    }

    /// How far ahead of engine time a request may claim to be.
    var issuedAheadMillisecondsMax: Int64 { min(86_400_000, requestWindowMilliseconds) }

    /// How long a remembered answer is kept: a request that came with a fast clock may still be in its window.
    var requestsMilliseconds: Int64 { requestWindowMilliseconds + issuedAheadMillisecondsMax }

    /// Nil when the times fit together, else what is wrong and what to do.
    var problem: String? {
        let all = [
            requestWindowMilliseconds, closedReservationsMilliseconds, fulfilledReservationsMilliseconds,
            eventsMilliseconds,
        ]
        let longest: Int64 = 100 * 366 * 86_400_000
        if all.contains(where: { $0 < 1_000 || $0 > longest }) {
            return "every retention time is between one second and a hundred years"
        }
        if closedReservationsMilliseconds < requestsMilliseconds
            || fulfilledReservationsMilliseconds < requestsMilliseconds
        {
            return "reservations are kept at least \(requestsMilliseconds) ms, as long as a request may be repeated"
        }
        if eventsMilliseconds < max(requestsMilliseconds, closedReservationsMilliseconds) {
            return "events are kept at least as long as requests and closed reservations, which are found through them"
        }
        return nil
    }
}

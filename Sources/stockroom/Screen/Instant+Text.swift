import RetailDocuments
import RetailReplay
import StockModel

extension Instant {
    /// In UTC, to a millisecond.
    var text: String { CivilTime(milliseconds: millisecondsSinceEpoch).textInUTC }
}

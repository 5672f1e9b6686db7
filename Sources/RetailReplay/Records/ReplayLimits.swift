/// What a single row may say at most.
///
/// Beyond a limit the row is malformed, never a trap.
///
/// With these limits every sum over a file stays inside `Int64`: nine million rows of the largest
/// value, nine thousand million rows of the largest quantity.
public enum ReplayLimits {
    /// Pieces in one row, in either direction.
    public static let quantityMax: Int64 = 1_000_000_000

    /// Value of one row (quantity × price), in either direction, in 1/10,000 of the currency unit.
    public static let rowValueMaxTenThousandths: Int64 = 1_000_000_000_000

    /// Problems kept with line and reason; further ones are only counted.
    public static let problemsKeptMax = 1_000

    /// Bytes of a document number, and of an item code.
    public static let numberBytesMax = 16
}

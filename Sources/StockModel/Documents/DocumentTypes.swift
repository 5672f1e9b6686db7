/// Document types whose numbers the engine knows; those of workflows begin at 100.
public enum DocumentType {
    /// Somebody has looked at goods: what a movement onto a shelf from returns, quarantine, damaged or repair needs.
    public static let inspection: UInt16 = 1
    /// Somebody else has agreed: what a change of the book needs.
    public static let approval: UInt16 = 2
    /// Written by the engine: a promise that a fact has taken units from, as `DisplacedPromise`.
    public static let displacedPromise: UInt16 = 3
    /// Written by the engine: a level where the book had fewer units than there were; a count takes it away.
    public static let recount: UInt16 = 4
}

/// The names of the documents that the engine writes, and the terms they are found under.
///
/// They are tasks for a person, who deletes them when they are done. Nobody else writes documents of such names.
public enum EngineDocuments {
    /// What the names of all of them begin with.
    public static let prefix = "engine/"
    /// The term of promises that have lost their units.
    public static let displacedTerm: IndexTerm = "task/displaced"
    /// The term of levels that have to be counted.
    public static let recountTerm: IndexTerm = "task/recount"

    /// The name of the paper on the nth promise that the command of a sequence has taken units from.
    public static func displaced(at sequence: SequenceNumber, _ number: Int) -> DocumentKey {
        DocumentKey("\(prefix)displaced/\(sequence.hexadecimalDigits)/\(UInt64(clamping: number).hexadecimalDigits)")
    }

    /// The name of the paper on a level that has to be counted.
    public static func recount(_ sku: SKU, at location: LocationID) -> DocumentKey {
        DocumentKey("\(prefix)recount/\(UInt64(location.rawValue).hexadecimalDigits)/\(sku.rawValue.hexadecimalDigits)")
    }
}

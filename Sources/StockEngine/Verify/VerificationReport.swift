public import StockModel

/// What verifying a store came to.
public struct VerificationReport: Hashable, Sendable {
    /// The sequence at which everything was checked.
    public var sequence: SequenceNumber = 0
    /// How many rows were read.
    public var rowsChecked: UInt64 = 0
    /// 32 hexadecimal digits; equal for two stores with equal rows.
    public var stateHash = ""
    /// What is not as it has to be, in words, at most `differencesMax`.
    ///
    /// Empty: the store is sound.
    public var differences: [String] = []

    /// The most differences that are named.
    public static let differencesMax = 100

    /// The defaults.
    public init() {}

    /// Of a store that cannot be read through.
    init(_ damage: String) { differences = [damage] }

    /// Whether no difference was found.
    public var isSound: Bool { differences.isEmpty }
}

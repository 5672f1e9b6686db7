/// How far an import or an export is.
public struct ImportProgress: Hashable, Sendable {
    /// What is being done, such as `staging skus.csv`.
    public var part: String
    /// Rows done.
    public var done: Int
    /// Rows in all; 0: not known.
    public var of: Int

    init(_ part: String, _ done: Int = 0, of: Int = 0) {
        self.part = part
        self.done = done
        self.of = of
    }
}

import CLMDB

/// The size of one database, as one transaction sees it.
///
/// Costs no reading of pages.
public struct DatabaseStatistics: Equatable, Sendable {
    /// Number of entries.
    public let entries: Int

    /// Height of the tree: how many pages a read passes through.
    ///
    /// 0 where the database is empty.
    public let depth: Int

    /// Pages that lead to others.
    public let branchPages: Int

    /// Pages that hold entries.
    public let leafPages: Int

    /// Pages of values too large for a leaf (above about half a page).
    public let overflowPages: Int

    /// All pages of the database.
    public var pages: Int { branchPages + leafPages + overflowPages }

    init(_ statistics: MDB_stat) {
        entries = statistics.ms_entries
        depth = Int(statistics.ms_depth)
        branchPages = statistics.ms_branch_pages
        leafPages = statistics.ms_leaf_pages
        overflowPages = statistics.ms_overflow_pages
    }
}

import StockFiles

/// The names of a journal's files, and its folder.
///
/// `00000000000000000007.journal` is segment 7, begun or spare; `….journal.new` one that is being made;
/// `lock` is held by the opener.
struct SegmentFolder: Sendable {
    let path: String
    let files: any FileSystem

    private static let suffix = ".journal"
    private static let gapSuffix = ".gap"
    private static let digits = 20

    var lockPath: String { path + "/lock" }

    func segmentPath(_ number: UInt64) -> String { path + "/" + Self.name(number) + Self.suffix }

    func unfinishedPath(_ number: UInt64) -> String { segmentPath(number) + ".new" }

    /// In an archive: the mark of a gap up to a sequence.
    func gapPath(_ sequence: UInt64) -> String { path + "/" + Self.name(sequence) + Self.gapSuffix }

    private static func name(_ number: UInt64) -> String {
        let plain = String(number)
        return String(repeating: "0", count: max(0, digits - plain.utf8.count)) + plain
    }

    /// The folder that holds another one.
    static func parent(of path: String) -> String {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        parts.removeLast()
        if parts.isEmpty { return "." }
        return parts == [""] ? "/" : parts.joined(separator: "/")
    }

    /// Numbers of the segments in the folder, ascending.
    func segmentNumbers() throws(FilesError) -> [UInt64] { try numbers(endingWith: Self.suffix) }

    /// In an archive: the last sequences of the gaps that are marked, ascending.
    func gaps() throws(FilesError) -> [UInt64] { try numbers(endingWith: Self.gapSuffix) }

    private func numbers(endingWith suffix: String) throws(FilesError) -> [UInt64] {
        try files.list(path).compactMap { name in
            guard name.hasSuffix(suffix), name.utf8.count == Self.digits + suffix.utf8.count else { return nil }
            return UInt64(name.dropLast(suffix.utf8.count))
        }.sorted()
    }

    /// Removes what a preparation left behind that did not come to its end.
    func removeUnfinished() throws(FilesError) {
        for name in try files.list(path) where name.hasSuffix(Self.suffix + ".new") {
            try files.removeIfPresent(path + "/" + name)
        }
    }
}

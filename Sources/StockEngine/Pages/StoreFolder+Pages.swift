import StockAPI
import StockFiles

extension StoreFolder {
    /// Looks, before LMDB does, whether its file can be followed: the meta pages, all pages that lead to others, and the
    /// lists of free pages.
    ///
    /// These are a hundredth of the file. After a wrong one of them LMDB would find another row or none, leave the file
    /// (which ends the process), or write over a page that is in use.
    ///
    /// Where the store was opened twice and not closed, all pages are read: perhaps one of them was the reason.
    static func checkPages(_ path: String, _ files: any FileSystem, _ mark: OpenMark) throws(StockFailure) {
        let extent = mark.endsWithoutClose > 1 ? PageCheck.Extent.everything : .branches
        try PageCheck.check(path, files, extent)
        if extent == .everything { mark.pagesWereRead() }
    }
}

extension PageCheck {
    /// Looks, before LMDB does, whether the file in a folder can be followed; what is not there or empty passes.
    ///
    /// Nobody may write to it meanwhile.
    ///
    /// - Throws: `damaged`, with page and table; `storageFailed`; `closed` where it is cancelled.
    static func check(
        _ folder: String, _ files: any FileSystem, _ extent: Extent, isCancelled: @escaping () -> Bool = { false }
    ) throws(StockFailure) {
        let file: any File
        do throws(FilesError) {
            guard try files.exists(folder + "/data.mdb") else { return }
            file = try files.open(folder + "/data.mdb", .read)
            guard try file.size() > 0 else { return }
        } catch { throw StockFailure(error) }
        var check = try PageCheck(file, try MetaPage.both(of: file).newer, extent) { () throws(StockFailure) in
            if isCancelled() { throw .closed }
        }
        try check.run { _, _, _ throws(StockFailure) in }
    }
}

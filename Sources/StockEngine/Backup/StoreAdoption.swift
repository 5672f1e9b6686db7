import StockAPI
public import StockFiles
import StockModel

/// Makes a store of what `mdb_copy` made of one: a new incarnation, with a journal of its own.
public struct StoreAdoption: Sendable {
    /// Every file operation but those of LMDB goes through this.
    public var files: any FileSystem
    /// Where the store's journal is to lie; nil: in the store's folder.
    public var journalFolder: String?
    /// Size of a segment of the journal, in bytes.
    public var journalSegmentBytes: Int

    /// With the defaults, a journal in the store's folder.
    public init(
        files: any FileSystem = SystemFiles(), journalFolder: String? = nil,
        journalSegmentBytes: Int = StockroomOptions().journalSegmentBytes
    ) {
        self.files = files
        self.journalFolder = journalFolder
        self.journalSegmentBytes = journalSegmentBytes
    }

    /// Makes a store of the copy in a folder, where it lies.
    ///
    /// - Returns: the store, with its new incarnation.
    /// - Throws: `noBackup` where there is no copy, `isBackup`, `hasJournal` where it is a store already, `store`, `files`.
    public func run(at path: String) throws(BackupFailure) -> StoreIdentity {
        let isThere = try filing { () throws(FilesError) in try files.exists(path + "/" + BackupWriter.dataName) }
        guard isThere else { throw .noBackup(folder: path) }
        let isBackup = try filing { () throws(FilesError) in try files.exists(path + "/" + BackupManifest.fileName) }
        // A backup that was adopted would be no backup any more.
        guard !isBackup else { throw .isBackup(path) }
        for folder in [path + "/journal", journalFolder].compactMap(\.self) {
            let segments = try filing { () throws(FilesError) in
                try files.exists(folder) ? try files.list(folder).filter { $0.hasSuffix(".journal") } : []
            }
            if !segments.isEmpty { throw .hasJournal(path) }
        }
        try replaying { () throws(StockFailure) in try PageCheck.check(path, files, .everything) }
        try begin(path)
        return StoreIdentity(try replaying { () throws(StockFailure) in try StoreCopy.facts(at: path, files) })
    }

    /// Begins a journal under a new incarnation, by opening the store once.
    func begin(_ path: String) throws(BackupFailure) {
        var options = StockroomOptions()
        options.files = files
        options.journalFolder = journalFolder
        options.journalSegmentBytes = journalSegmentBytes
        options.adoptsWithoutJournal = true
        // Room for a full disk is kept back by those who open it to use it.
        options.ballastBytes = 0
        // Nothing is done by the clock here: whoever opens it next says whether the time since is right.
        options.acceptsDowntime = true
        options.opensSimulatedStores = true
        let core: EngineCore
        do throws(StockFailure) { core = try EngineCore.openNew(path, options) } catch { throw .store(error) }
        core.close()
    }
}

public import StockFiles

/// How a store is opened.
///
/// The defaults suit a shop's server; each says what changing it costs.
public struct StockroomOptions: Sendable {
    /// Where engine time comes from.
    public var clock: any EngineClock = SystemClock()
    /// How long the store remembers what is over; nil: as long as it did before, and a new one as by default.
    public var retention: Retention?

    /// Where the journal lies, if not in the store's folder: a disk of its own keeps flushes short while LMDB commits.
    public var journalFolder: String?
    /// Size of a journal segment in bytes; a flush never waits for one to be made unless they fill faster than that.
    public var journalSegmentBytes = 64 << 20

    /// Where closed segments of the journal are copied before they are used again; nil: nowhere.
    ///
    /// The folder exists, on any file system, best on another machine. With a backup it brings the store back to any
    /// sequence since.
    public var archiveFolder: String?
    /// A segment that holds anything is closed and copied at the latest after so long: what may be lost with the machine.
    public var archiveAfterMilliseconds: Int64 = 60_000
    /// The most that the journal keeps back for an archive that fails, in bytes; what is older is let go of.
    ///
    /// Then the archive has a gap, and a new backup is due.
    public var archiveWaitingBytesMax = 4 << 30
    /// Told when copying into the archive fails, works again, or is given up, on a queue of its own.
    public var onArchiveEvent: (@Sendable (ArchiveEvent) -> Void)?

    /// The most that LMDB's file may grow to.
    ///
    /// Address space, not disk: set it large once.
    public var mapSizeBytes = 1 << 40

    /// Dirty memory, in bytes, at which a checkpoint begins.
    ///
    /// More makes checkpoints rarer and cheaper per row, and a restart after a crash longer.
    public var checkpointAfterBytes = 256 << 20
    /// LMDB pages that a checkpoint may change, about: above 131,071 in one transaction LMDB 0.9.24 leaks pages.
    public var checkpointPagesMax = 90_000
    /// How many changed levels may wait in memory to be brought to their pages in LMDB.
    ///
    /// 64 to 128 bytes each, and as much again while a checkpoint runs. More makes checkpoints of a large catalogue
    /// cheaper, and an opening longer: about a quarter of a second per million.
    public var unmergedLevelsMax = 2_000_000
    /// LMDB pages of levels that a checkpoint changes although they could wait.
    public var levelPagesPerCheckpoint = 16_000
    /// A checkpoint begins at the latest after this time with changes waiting.
    public var checkpointAfterMilliseconds: Int64 = 60_000

    /// Kept back for a full disk, in bytes: lets promises be kept and one checkpoint be written.
    public var ballastBytes = 16 << 20

    /// Every so often all pages of the store are read and checked, beside the engine; 0: never.
    ///
    /// What is damaged and not read is found this late. The first time is a quarter of an hour after the opening,
    /// and at once where the store was not closed before.
    public var scrubEveryMilliseconds: Int64 = 86_400_000
    /// How fast that may read, in bytes per second.
    ///
    /// Until it ends, pages that checkpoints free are not used again: slower means a larger file.
    public var scrubBytesPerSecond = 64 << 20

    /// The most that may wait for the engine, in bytes of requests; more is answered `busy`.
    public var waitingBytesMax = 64 << 20

    /// Engine time would go on after a downtime of more than 24 hours: an operator says that this is right.
    public var acceptsDowntime = false

    /// Opens a store of a simulated clock, to look at it: its time stands still.
    ///
    /// Without it such a store is refused on the system's clock.
    public var opensSimulatedStores = false

    /// Opens a store whose journal is missing, such as a copy that `mdb_copy` made, as another incarnation.
    ///
    /// What the journal held after the last checkpoint is lost.
    public var adoptsWithoutJournal = false

    /// Every file operation of journal and store goes through this; tests inject faults here.
    public var files: any FileSystem = SystemFiles()

    /// What the engine takes from its process.
    package var surroundings = Surroundings()

    /// The defaults.
    public init() {}
}

extension StockroomOptions {
    var levelMergePlan: LevelMergePlan {
        LevelMergePlan(unmergedMax: unmergedLevelsMax, pagesWanted: levelPagesPerCheckpoint)
    }
}

extension StorageError {
    /// What happened: each case says when it arises, the C code that it stands for, and the remedy.
    @nonexhaustive
    public enum Code: UInt8, Sendable {
        // Found when opening.

        /// The folder does not exist (`ENOENT`). Create it, or correct the path.
        case folderMissing
        /// The folder or a file in it may not be read or written (`EACCES`, `EPERM`, `EROFS`).
        /// Correct its owner or mode, or open it read-only.
        case accessDenied
        /// This process has the folder open already; LMDB's locks do not survive a second opening.
        /// Share the first environment.
        case alreadyOpen
        /// The path or name holds a zero byte, or an option lies outside its limits. Correct the call.
        case argumentInvalid
        /// The file is not an LMDB environment (`MDB_INVALID`). Restore it, or correct the path.
        case notAnEnvironment
        /// Another version of LMDB wrote the file or holds the lock (`MDB_VERSION_MISMATCH`).
        /// Use the version that wrote it, or dump there and load here.
        case versionMismatch

        // Found when a transaction begins.

        /// A child of `fork` uses its parent's environment. Only the parent may; the child opens its own
        /// after `exec`.
        case usedAfterFork
        /// There is one writer for each environment, and it is taken. Pass that one on.
        case writerTaken
        /// The environment was opened read-only (`EACCES`). Open it with `access: .readWrite`.
        case readOnly
        /// Every reader slot is in use (`MDB_READERS_FULL`). End snapshots, clear dead readers with
        /// `checkReaders()`, or raise `readersMax`.
        case readersFull
        /// Another process made the map larger (`MDB_MAP_RESIZED`). Open again, with at least that size.
        case mapResized

        // Found when a database is opened or used.

        /// There is no database of this name (`MDB_NOTFOUND`). Correct the name, or let it be created.
        case databaseMissing
        /// More databases than `databasesMax` (`MDB_DBS_FULL`). Raise it when opening.
        case databasesFull
        /// The handle belongs to another environment, or its database was opened after this transaction
        /// began, or was dropped (`MDB_BAD_DBI`, `EINVAL`). Renew the snapshot, or use the right handle.
        case databaseUnknown
        /// The name belongs to a plain value, or to a database with other flags (`MDB_INCOMPATIBLE`).
        /// Another program wrote it; choose another name.
        case databaseIncompatible
        /// A database was dropped since the environment was opened, so no further one can be opened (a
        /// handle of the dropped one could otherwise point to it). Open the environment again.
        case reopenNeeded

        // Found when reading and writing.

        /// A key has fewer than 1 or more than 511 bytes (`MDB_BAD_VALSIZE`). Shorten it.
        case keySize
        /// A value has more than 4,294,967,295 bytes (`MDB_BAD_VALSIZE`). Split it.
        case valueSize
        /// A key to be appended is not greater than the last one (`MDB_KEYEXIST`). Sort, or use `put`.
        case keyOutOfOrder
        /// A cursor that points at no entry was asked to replace or delete one. Move it first.
        case cursorUnpositioned
        /// The transaction failed before (an error of it was not passed on), or a snapshot could not be
        /// renewed (`MDB_BAD_TXN`). Let it end and begin another.
        case transactionFailed
        /// A cursor is used after its transaction; see `Cursor`. Open it where it is used.
        case transactionEnded
        /// The transaction changed too many pages (`MDB_TXN_FULL`). Commit sooner.
        case transactionFull
        /// The map is full (`MDB_MAP_FULL`). Delete, end old readers, or open with a larger map.
        /// Nothing was committed.
        case mapFull
        /// The disk or the quota is full (`ENOSPC`, `EDQUOT`). Make room. Nothing was committed.
        case diskFull
        /// No memory (`ENOMEM`), also where the address space is too small for the map.
        /// Free some, or choose a smaller map.
        case memoryFull

        // What the storage itself did wrong.

        /// The disk failed to read, write or flush (`EIO`). Final: stop, replace the disk, open again.
        case inputOutputFailed
        /// An earlier failure broke the environment (`MDB_PANIC`). Final: close and open again.
        case environmentBroken
        /// A page holds what it should not (`MDB_CORRUPTED`). Final: restore.
        case corrupted
        /// A page has the number of another one: the disk has put it where it does not belong. Final: restore.
        case pageMisplaced
        /// A page that is referred to does not exist (`MDB_PAGE_NOTFOUND`). Final: restore.
        case pageMissing
        /// Any other `errno`, or a code of LMDB that is not expected here; see `rawCode`.
        case systemFailed
    }
}

import Synchronization

/// The folders that this process has open.
///
/// LMDB must not open an environment twice in one process: its file locks belong to the process, and
/// closing one environment would silently drop the locks of the other.
enum OpenFolders {
    private static let folders = Mutex<Set<FolderIdentity>>([])

    /// Marks `folder` as open; says false where it is open already.
    static func claim(_ folder: FolderIdentity) -> Bool {
        folders.withLock { folders in folders.insert(folder).inserted }
    }

    /// Marks `folder` as closed, after LMDB has closed it.
    static func release(_ folder: FolderIdentity) {
        folders.withLock { folders in _ = folders.remove(folder) }
    }
}

import CLMDB

extension Environment {
    /// Size and readers, at this moment.
    ///
    /// Costs some microseconds; holds up nobody.
    ///
    /// - Throws: `usedAfterFork`, `systemFailed`.
    public func status() throws(StorageError) -> EnvironmentStatus {
        try storage.checkProcess(.statistics)
        var info = unsafe MDB_envinfo()
        var statistics = MDB_stat()
        try StorageError.check(unsafe mdb_env_info(storage.pointer, &info), .statistics)
        try StorageError.check(unsafe mdb_env_stat(storage.pointer, &statistics), .statistics)
        return EnvironmentStatus(
            mapSizeBytes: unsafe info.me_mapsize, pageSizeBytes: Int(statistics.ms_psize),
            pages: unsafe info.me_last_pgno + 1, lastCommit: UInt(unsafe info.me_last_txnid),
            readersMax: Int(unsafe info.me_maxreaders), readers: try storage.readers())
    }

    /// Frees the slots of readers whose process has died; says how many.
    ///
    /// Do it at every checkpoint.
    ///
    /// - Throws: `usedAfterFork`, `systemFailed`.
    public func checkReaders() throws(StorageError) -> Int {
        try storage.checkProcess(.checkReaders)
        var dead: Int32 = 0
        try StorageError.check(unsafe mdb_reader_check(storage.pointer, &dead), .checkReaders)
        return Int(dead)
    }

    /// The names of all databases, in byte order.
    ///
    /// - Throws: what `read` throws.
    public func databaseNames() throws(StorageError) -> [String] {
        // The unnamed database, always open, holds the others' roots by name.
        let names = Database(slot: 1, environment: storage.serial)
        return try read { transaction throws(StorageError) in
            var cursor = try transaction.cursor(in: names)
            var found: [String] = []
            while try cursor.next() {
                found.append(unsafe cursor.key.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) })
            }
            return found
        }
    }

    /// Copies the last committed state into the empty folder at `path`, as an environment that can be opened.
    ///
    /// Writers go on meanwhile; pages they free are not reused until it ends. It reads and writes the whole file, and
    /// flushes the copy.
    ///
    /// - Parameters:
    ///   - path: an existing folder without an environment.
    ///   - compacting: leaves out free pages, for more CPU time.
    /// - Throws: `folderMissing`, `accessDenied`, `argumentInvalid`, `diskFull`, `inputOutputFailed`,
    ///   `usedAfterFork`; `systemFailed` where a `data.mdb` is there already.
    public func copy(to path: String, compacting: Bool = false) throws(StorageError) {
        try storage.checkProcess(.copy)
        guard !path.utf8.contains(0) else { throw StorageError(.argumentInvalid, in: .copy) }
        let flags = compacting ? UInt32(MDB_CP_COMPACT) : 0
        try StorageError.check(unsafe mdb_env_copy2(storage.pointer, path, flags), .copy)
    }
}

extension EnvironmentStorage {
    /// LMDB tells its readers only as lines of text.
    fileprivate func readers() throws(StorageError) -> [EnvironmentStatus.Reader] {
        var text = ""
        let result = unsafe withUnsafeMutablePointer(to: &text) { text in
            unsafe mdb_reader_list(
                pointer,
                { line, context in
                    guard let line = unsafe line, let context = unsafe context else { return 0 }
                    unsafe context.assumingMemoryBound(to: String.self).pointee += unsafe String(cString: line)
                    return 0
                }, text)
        }
        guard result >= 0 else { throw StorageError(c: result, in: .readers) }
        return text.split(separator: "\n").compactMap { EnvironmentStatus.Reader(line: $0) }
    }
}

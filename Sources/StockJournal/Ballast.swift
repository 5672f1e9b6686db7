public import StockFiles

/// Room kept back for when the disk is full: a file of zeros that can be dropped to go on.
///
/// Written, not only reserved, so that its size says how much of it is there.
public struct Ballast: Sendable {
    private let path: String
    private let files: any FileSystem

    /// Size of the file in bytes.
    public let byteCount: Int

    /// The ballast named `ballast` in `folder`; `byteCount` bytes, 16 MiB unless said otherwise.
    public init(folder: String, byteCount: Int = 16 << 20, files: any FileSystem) {
        path = folder + "/ballast"
        self.byteCount = max(0, byteCount)
        self.files = files
    }

    /// Makes the file unless it is there in full.
    ///
    /// Throws an error with `isFull` when there is no room.
    public func take() throws(FilesError) {
        let file = try files.open(path, .openOrCreate)
        if try file.size() >= byteCount { return }
        do {
            // From the beginning: a file cut off by a crash is of the right size only when it was finished.
            try file.truncate(to: 0)
            try file.writeZeros(byteCount: byteCount)
            try file.synchronize()
        } catch {
            _ = try? files.removeIfPresent(path)
            throw error
        }
    }

    /// Gives the room free at once.
    ///
    /// Says whether there was any.
    @discardableResult
    public func drop() throws(FilesError) -> Bool { try files.removeIfPresent(path) }

    /// Whether the file is there in full.
    public func isTaken() throws(FilesError) -> Bool {
        guard try files.exists(path) else { return false }
        return try files.open(path, .read).size() >= byteCount
    }
}

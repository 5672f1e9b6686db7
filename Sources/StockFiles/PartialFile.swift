/// A file as system calls see it: one call may move fewer bytes than it was asked to.
package protocol PartialFile {
    /// The path under which it was opened.
    var path: String { get }

    /// Fills some of `bytes` from the position `filled` on with what stands at `offset`; returns how many bytes, zero only
    /// at the end of the file.
    func readSome(
        into bytes: inout MutableRawSpan, from filled: Int, at offset: Int
    ) throws(FilesError) -> Int

    /// Writes some of the bytes; returns how many.
    func writeSome(_ bytes: RawSpan, at offset: Int) throws(FilesError) -> Int
}

extension PartialFile {
    /// Reads until `bytes` is full or the file ends; returns how many bytes it read.
    package func readAll(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int {
        var filled = 0
        while filled < bytes.byteCount {
            let count = try readSome(into: &bytes, from: filled, at: offset + filled)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes all the bytes.
    package func writeAll(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        var written = 0
        while written < bytes.byteCount {
            let count = try writeSome(bytes.extracting(written..<bytes.byteCount), at: offset + written)
            // A regular file never takes zero bytes without an error; looping on it would never end.
            guard count > 0 else { throw FilesError(operation: .write, path: path, code: .failed) }
            written += count
        }
    }
}

/// The input as a whole cannot be read.
///
/// A bad row is never one of these: see `RowProblem`.
@nonexhaustive
public enum InputError: Error, Equatable, Sendable {
    /// No file at `path`. Remedy: give the path of an existing file.
    case absent(path: String)
    /// The file is there and cannot be opened or read. Remedy: look at its permissions and the disk.
    case unreadable(path: String, detail: String)
    /// The file is compressed and the program `xz` is not on the search path. Remedy: install xz-utils.
    case decompressorMissing(path: String)
    /// `xz` gave up. Remedy: fetch the file again, it is damaged or cut.
    case decompressionFailed(path: String, status: Int32, detail: String)
    /// The first line is not the header of this format. Remedy: choose the file's own format.
    case headerDiffers(expected: [String], found: [String])
}

extension InputError: CustomStringConvertible {
    /// One line for a person, with the remedy.
    public var description: String {
        switch self {
        case .absent(let path): "there is no file at \(path)"
        case .unreadable(let path, let detail): "\(path) cannot be read: \(detail)"
        case .decompressorMissing(let path): "\(path) is compressed and xz is not installed (package xz-utils)"
        case .decompressionFailed(let path, let status, let detail):
            "xz could not decompress \(path) (status \(status)): \(detail)"
        case .headerDiffers(let expected, let found):
            "the first line is not \"\(expected.joined(separator: ","))\" but \"\(found.joined(separator: ","))\""
        }
    }
}

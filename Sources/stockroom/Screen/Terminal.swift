import Foundation
import Glibc

/// Standard output and standard error.
enum Terminal {
    /// Whether a person watches standard error.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    static func say(_ text: String) { print(text) }

    static func complain(_ text: String) { write(text + "\n", to: .standardError) }

    static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }
}

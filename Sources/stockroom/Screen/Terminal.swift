import Foundation
import Glibc

/// Standard output and standard error.
enum Terminal {
    /// Whether a person watches standard error.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Written at once: who starts a server waits for the line that says where it listens.
    static func say(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func complain(_ text: String) { write(text + "\n", to: .standardError) }

    static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }
}

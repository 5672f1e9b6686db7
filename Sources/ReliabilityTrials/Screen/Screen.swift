import Foundation

/// Standard output for what was found, standard error for how far the work is.
enum Screen {
    static func say(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func note(_ text: String) { write(text + "\n", to: .standardError) }

    private static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }
}

/// A trial cannot go on, or has found what must not be; the words say what.
struct TrialFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

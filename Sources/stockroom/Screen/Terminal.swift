import Foundation
import Glibc
import StockModel
import Synchronization

/// Standard output and standard error.
enum Terminal {
    /// Why something could not be written to standard output, the first time.
    private static let outputProblem = Mutex<String?>(nil)

    /// Why standard output does not have all that was said; nil: it has, or whoever read it has gone away.
    static var outputFailure: String? { outputProblem.withLock { $0 } }

    /// Whether a person watches standard error.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Written at once: who starts a server waits for the line that says where it listens.
    static func say(_ text: String) { write(text.withoutControls + "\n", to: .standardOutput) }

    static func complain(_ text: String) { write(text.withoutControls + "\n", to: .standardError) }

    static func write(_ text: String, to handle: FileHandle) {
        do { try handle.write(contentsOf: Data(text.utf8)) } catch {
            guard handle.fileDescriptor == STDOUT_FILENO, !OutputSink.isBrokenPipe(error) else { return }
            outputProblem.withLock { $0 = $0 ?? error.localizedDescription }
        }
    }
}

extension String {
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
    }

    /// With control characters but line breaks and tabs written as `\x00`, so that what stands in a file or a store does not
    /// act on a terminal.
    var withoutControls: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        return unicodeScalars.map { scalar in
            Self.isControl(scalar) ? "\\x" + UInt8(truncatingIfNeeded: scalar.value).hexadecimalDigits : String(scalar)
        }.joined()
    }
}

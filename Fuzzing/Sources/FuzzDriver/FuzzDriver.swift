import CFuzzer
import Synchronization

/// Hands the inputs that libFuzzer makes to a function of safe Swift.
public enum FuzzDriver {
    /// Takes libFuzzer's own arguments from the command line, and gives its exit code.
    ///
    /// `body` is called with one input after the other. What it prints last before it traps is the finding.
    public static func run(_ body: @escaping @Sendable (RawSpan) -> Void) -> Int32 {
        chosen.withLock { $0 = Body(check: body) }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
        return unsafe LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
            // An empty input comes without an address.
            guard let bytes = unsafe bytes else {
                FuzzDriver.check(RawSpan())
                return 0
            }
            FuzzDriver.check(unsafe RawSpan(_unsafeStart: UnsafeRawPointer(bytes), byteCount: count))
            return 0
        }
    }

    private static func check(_ bytes: RawSpan) {
        // Called without the lock, which a trap would leave locked.
        let body = chosen.withLock { $0 }
        body?.check(bytes)
    }

    /// In an object: a closure that goes through a generic type is wrapped anew each time.
    private final class Body: Sendable {
        let check: @Sendable (RawSpan) -> Void

        init(check: @escaping @Sendable (RawSpan) -> Void) { self.check = check }
    }

    /// A C function takes nothing with it, so what it calls stands here.
    private static let chosen = Mutex<Body?>(nil)
}

import Glibc

/// Says, when a run ends the process by a trap or a fault, which seed repeats it.
enum RunningSeed {
    private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGSEGV, SIGFPE]
    private static let textBytesMax = 128

    // Read in a signal's handler, where nothing may be allocated and no lock be taken.
    nonisolated(unsafe) private static let text = UnsafeMutablePointer<UInt8>.allocate(capacity: textBytesMax)
    nonisolated(unsafe) private static var textBytes = 0
    nonisolated(unsafe) private static let before = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)

    static func watch() {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { number in
            _ = unsafe write(STDERR_FILENO, RunningSeed.text, RunningSeed.textBytes)
            // What was there before goes on: the instruction is tried again when this returns.
            unsafe sigaction(number, RunningSeed.before + Int(number), nil)
        }
        action.sa_flags = SA_ONSTACK
        for number in signals { unsafe sigaction(number, &action, before + Int(number)) }
    }

    static func begin(_ seed: UInt64, commands: Int) {
        let bytes = Array("\nIt repeats with: tools/simulate --seed \(seed) --commands \(commands)\n".utf8)
        let count = min(bytes.count, textBytesMax)
        for index in 0..<count { unsafe text[index] = bytes[index] }
        unsafe textBytes = count
    }
}

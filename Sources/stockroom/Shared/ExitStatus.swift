import Glibc

/// How the program ends: see the help of `stockroom`.
enum ExitStatus: Int32 {
    case done = 0
    case differs = 1
    case usage = 2
    case storage = 3
    case input = 4
    case interrupted = 130
    case terminated = 143

    static func exit(_ status: ExitStatus) -> Never { Glibc.exit(status.rawValue) }
}

import Foundation

/// A server that this program has started, and ends: with `stop`, or when this value goes.
public final class ChildProcess {
    private let process = Process()
    private let output = Pipe()
    private let name: String
    private let log: String?
    private let killing: Int32

    /// - Parameters:
    ///   - log: a file that takes what the program says on both outputs; without one, `announcedPort` reads the first.
    ///   - killing: the signal that ends it at once, with the processes that it has started.
    public init(_ program: String, _ arguments: [String], log: String? = nil, killing: Int32 = SIGKILL) throws {
        name = URL(fileURLWithPath: program).lastPathComponent
        self.log = log
        self.killing = killing
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        if let log {
            guard FileManager.default.createFile(atPath: log, contents: nil),
                let file = FileHandle(forWritingAtPath: log)
            else { throw BenchmarkFailure("\(log) cannot be made") }
            process.standardOutput = file
            process.standardError = file
        }
        do { try Self.withSignals { try process.run() } } catch {
            throw BenchmarkFailure("\(program) cannot be started: \(error)")
        }
    }

    /// The threads that run tasks have all signals blocked, and a child would inherit that: it would not hear SIGTERM.
    private static func withSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    deinit { kill() }

    public var id: Int32 { process.processIdentifier }

    public var isRunning: Bool { process.isRunning }

    /// Of it and of what it has started.
    public var cpuSeconds: Double { ProcessorTime.tree(id) }

    /// The port behind the last colon of the first line that the program says.
    public func announcedPort() throws -> Int {
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard
            let port = line.split(separator: ":").last.flatMap({
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            })
        else { throw BenchmarkFailure("\(name) does not say where it listens: \(line)") }
        return port
    }

    /// Ends it in an orderly way.
    ///
    /// Throws when it does not end within a minute, or ends with another status than 0.
    public func stop(_ signal: Int32 = SIGTERM) throws {
        Glibc.kill(id, signal)
        let end = Clock.now + 60_000_000_000
        while process.isRunning {
            guard Clock.now < end else {
                kill()
                throw failure("does not end")
            }
            usleep(5_000)
        }
        guard process.terminationStatus == 0 else { throw failure("ended with \(process.terminationStatus)") }
    }

    /// Ends it at once.
    public func kill() {
        guard process.isRunning else { return }
        Glibc.kill(id, killing)
        process.waitUntilExit()
    }

    /// With the last that the program has said.
    public func failure(_ what: String) -> BenchmarkFailure {
        let said = log.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
        return BenchmarkFailure(
            ([("\(name) \(what)")] + said.split(separator: "\n").suffix(5).map(String.init)).joined(separator: "\n  "))
    }

    /// Runs a program to its end and gives what it has said on its first output.
    public static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        do { try process.run() } catch { throw BenchmarkFailure("\(program) cannot be started: \(error)") }
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkFailure("\(program) ended with \(process.terminationStatus): \(said)")
        }
        return said
    }
}

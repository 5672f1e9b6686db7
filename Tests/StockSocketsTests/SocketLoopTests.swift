import Glibc
import StockSockets
import Synchronization
import Testing

@Suite("A loop of sockets")
struct SocketLoopTests {
    private final class Log: Sendable {
        private let entries = Mutex<[Int]>([])
        func add(_ entry: Int) { entries.withLock { $0.append(entry) } }
        var all: [Int] { entries.withLock { $0 } }
    }

    @Test func `does what it is asked to on its own thread, in order, whoever asks`() async throws {
        let loop = try SocketLoop()
        let log = Log()
        #expect(!loop.isCurrent)
        for number in 0..<100 { loop.execute { log.add(number) } }
        let isCurrent = try await loop.submit { loop.isCurrent }
        #expect(isCurrent && log.all == Array(0..<100))
        loop.stop()
    }

    @Test func `what work asks for is done before the loop waits again`() async throws {
        let loop = try SocketLoop()
        let log = Log()
        try await loop.submit {
            loop.execute {
                log.add(1)
                loop.execute { log.add(2) }
            }
        }
        _ = try await loop.submit { true }
        _ = try await loop.submit { true }
        #expect(log.all == [1, 2])
        loop.stop()
    }

    @Test func `timers are done in the order in which they are due, not in that in which they were asked for`()
        async throws
    {
        let loop = try SocketLoop()
        let log = Log()
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            loop.execute(afterMilliseconds: 60) {
                log.add(3)
                done.resume()
            }
            loop.execute(afterMilliseconds: 1) { log.add(1) }
            loop.execute(afterMilliseconds: 30) { log.add(2) }
        }
        #expect(log.all == [1, 2, 3])
        loop.stop()
    }

    @Test func `an error is handed to who asked`() async throws {
        struct Refused: Error {}
        let loop = try SocketLoop()
        await #expect(throws: Refused.self) { try await loop.submit { throw Refused() } }
        loop.stop()
    }

    @Test func `a loop that has ended lets go of what it was to do`() async throws {
        weak var kept: Log?
        weak var ended: SocketLoop?
        func begin() throws {
            let log = Log()
            let loop = try SocketLoop()
            kept = log
            ended = loop
            loop.execute(afterMilliseconds: 3_600_000) { loop.execute { log.add(1) } }
            loop.stop()
        }
        try begin()
        for _ in 0..<6_000 where kept != nil || ended != nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(kept == nil && ended == nil)
    }

    @Test func `a loop that has ended says so`() async throws {
        let loop = try SocketLoop()
        loop.stop()
        loop.stop()
        var failure: SocketFailure?
        for _ in 0..<6_000 where failure == nil {
            do { _ = try await loop.submit { true } } catch { failure = error as? SocketFailure }
        }
        #expect(failure?.cause == ECANCELED && !loop.execute {})
    }

    @Test func `an address that is none, and a port that is taken, are refused`() async throws {
        let loop = try SocketLoop()
        await #expect(throws: SocketFailure.self) {
            _ = try await loop.submit {
                _ = try SocketListener(address: "nowhere", port: 0, on: loop) { _ in Silent() }
            }
        }
        let first = try await loop.submit {
            LoopBound(try SocketListener(address: "127.0.0.1", port: 0, on: loop) { _ in Silent() }, on: loop)
        }
        let port = try await loop.submit { first.value.port }
        #expect(port > 0)
        await #expect(throws: SocketFailure.self) {
            _ = try await loop.submit {
                _ = try SocketListener(address: "127.0.0.1", port: port, on: loop) { _ in Silent() }
            }
        }
        loop.stop()
    }

    private final class Silent: SocketHandler {
        func received(_ bytes: RawSpan) {}
        func inputEnded() {}
        func writabilityChanged() {}
        func ended() {}
    }
}

import StockBytes
import StockSockets
import Synchronization
import Testing

@Suite("A socket of a loop")
struct SocketTests {
    /// What the handlers of a test have seen.
    private final class Seen: Sendable {
        struct State {
            var bytes = 0
            var inputEnds = 0
            var ends = 0
            var writable: [Bool] = []
        }
        private let state = Mutex(State())
        func note(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
        var now: State { state.withLock { $0 } }

        /// Until it is so; a test that waits in vain fails by its own expectation.
        func wait(_ isSo: (State) -> Bool) async {
            for _ in 0..<6_000 where !isSo(now) { try? await Task.sleep(for: .milliseconds(10)) }
        }
    }

    private final class Handler: SocketHandler {
        enum Kind: Sendable { case echo, flood(Int), silent, deaf }
        let socket: Socket
        let kind: Kind
        let seen: Seen

        init(_ socket: Socket, _ kind: Kind, _ seen: Seen) {
            self.socket = socket
            self.kind = kind
            self.seen = seen
            if case .flood(let byteCount) = kind {
                let bytes = [UInt8](repeating: 7, count: byteCount)
                socket.send(bytes.span.rawBytes)
                socket.close()
            }
        }

        func received(_ bytes: RawSpan) {
            seen.note { $0.bytes += bytes.byteCount }
            switch kind {
            case .echo: socket.send(bytes)
            case .deaf: socket.setReading(false)
            case .flood, .silent: break
            }
        }
        func inputEnded() {
            seen.note { $0.inputEnds += 1 }
            socket.close()
        }
        func writabilityChanged() {
            let isWritable = socket.isWritable
            seen.note { $0.writable.append(isWritable) }
        }
        func ended() { seen.note { $0.ends += 1 } }
    }

    private func withSockets(
        _ kind: Handler.Kind, _ body: (_ port: Int, Seen, SocketLoop) async throws -> Void
    ) async throws {
        let loop = try SocketLoop()
        let seen = Seen()
        let port = try await loop.submit {
            try SocketListener(address: "127.0.0.1", port: 0, on: loop) { Handler($0, kind, seen) }.port
        }
        try await body(port, seen, loop)
        loop.stop()
    }

    @Test func `sends back what it was sent, on many connections at once`() async throws {
        try await withSockets(.echo) { port, seen, _ in
            let peers = try (0..<64).map { _ in try Peer(port: port) }
            for round in 0..<10 {
                for (number, peer) in peers.enumerated() {
                    try peer.send([UInt8](repeating: UInt8(number + round), count: 1_000))
                }
                for (number, peer) in peers.enumerated() {
                    #expect(try peer.receive(1_000) == [UInt8](repeating: UInt8(number + round), count: 1_000))
                }
            }
            for peer in peers { peer.end() }
            for peer in peers { #expect(try peer.receive(1) == []) }
            await seen.wait { $0.ends == 64 }
            #expect(seen.now.ends == 64 && seen.now.inputEnds == 64 && seen.now.bytes == 640_000)
        }
    }

    @Test func `a peer that reads late gets everything, and then the end`() async throws {
        let byteCount = 16 << 20
        try await withSockets(.flood(byteCount)) { port, seen, _ in
            let peer = try Peer(port: port)
            try await Task.sleep(for: .milliseconds(100))
            #expect(try peer.receive(byteCount + 1).count == byteCount)
            // It waits for the peer's end before it closes.
            #expect(seen.now.ends == 0)
            peer.end()
            await seen.wait { $0.ends == 1 }
            #expect(seen.now.ends == 1 && seen.now.writable.last == true)
        }
    }

    @Test func `a peer that breaks the connection ends it, whether it is read or not`() async throws {
        for kind in [Handler.Kind.silent, .deaf] {
            try await withSockets(kind) { port, seen, _ in
                let peer = try Peer(port: port)
                try peer.send([1, 2, 3])
                await seen.wait { $0.bytes == 3 }
                peer.reset()
                await seen.wait { $0.ends == 1 }
                #expect(seen.now.ends == 1)
            }
        }
    }

    @Test func `who listens no more takes nobody, and keeps those who are there`() async throws {
        let loop = try SocketLoop()
        let seen = Seen()
        let listener = try await loop.submit {
            LoopBound(
                try SocketListener(address: "127.0.0.1", port: 0, on: loop) { Handler($0, .echo, seen) }, on: loop)
        }
        let port = try await loop.submit { listener.value.port }
        let peer = try Peer(port: port)
        try peer.send([1])
        #expect(try peer.receive(1) == [1])
        try await loop.submit { listener.value.close() }
        #expect(throws: PeerFailure.self) { try Peer(port: port) }
        try peer.send([2])
        #expect(try peer.receive(1) == [2])
        loop.stop()
    }

    @Test func `a socket that was cut has ended before work that is asked for afterwards`() async throws {
        final class Kept { var socket: Socket? }
        let loop = try SocketLoop()
        let seen = Seen()
        let kept = LoopBound(Kept(), on: loop)
        let port = try await loop.submit {
            try SocketListener(address: "127.0.0.1", port: 0, on: loop) {
                kept.value.socket = $0
                return Handler($0, .silent, seen)
            }.port
        }
        let peer = try Peer(port: port)
        try peer.send([1])
        await seen.wait { $0.bytes == 1 }
        try await loop.submit { kept.value.socket?.cut() }
        let ends = try await loop.submit { seen.now.ends }
        #expect(try ends == 1 && peer.receive(1) == [])
        loop.stop()
    }

    @Test func `a loop that stops closes its connections`() async throws {
        try await withSockets(.silent) { port, seen, loop in
            let peer = try Peer(port: port)
            try peer.send([1])
            await seen.wait { $0.bytes == 1 }
            loop.stop()
            #expect(try peer.receive(1) == [])
            await seen.wait { $0.ends == 1 }
            #expect(seen.now.ends == 1)
        }
    }
}

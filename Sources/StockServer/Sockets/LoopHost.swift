import StockEngine
import StockSockets

/// A loop that the engine shares with the sockets.
struct LoopHost: EngineHost {
    let loop: SocketLoop

    func callSoon(_ turn: @escaping @Sendable () -> Void) { loop.execute(turn) }

    func call(afterMilliseconds milliseconds: Int, _ turn: @escaping @Sendable () -> Void) {
        loop.execute(afterMilliseconds: milliseconds, turn)
    }
}

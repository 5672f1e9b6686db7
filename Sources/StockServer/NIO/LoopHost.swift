import NIOCore
import StockEngine

/// An event loop that the engine shares with the sockets.
struct LoopHost: EngineHost {
    let loop: any EventLoop

    func callSoon(_ turn: @escaping @Sendable () -> Void) { loop.execute(turn) }

    func call(afterMilliseconds milliseconds: Int, _ turn: @escaping @Sendable () -> Void) {
        loop.scheduleTask(in: .milliseconds(Int64(milliseconds)), turn)
    }
}

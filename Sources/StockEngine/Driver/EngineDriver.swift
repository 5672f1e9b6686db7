import Dispatch

/// Who calls the engine: a thread of its own, or somebody else's loop.
protocol EngineDriver: AnyObject, Sendable {
    var inbox: Inbox { get }
    /// Signalled when the driver has let go of the store.
    var finished: Finish { get }
}

/// Something that ends once, and that many may wait for.
struct Finish: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func signal() { semaphore.signal() }

    func wait() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [semaphore] in
                semaphore.wait()
                semaphore.signal()
                continuation.resume()
            }
        }
    }
}

import Foundation
import StockAPI
import StockEngine

/// A store, as backup, restore and drill show it.
struct StoreView: Encodable {
    var store: String
    var incarnation: String
    var sequence: UInt64
    var time: String
    var stateHash: String

    enum CodingKeys: String, CodingKey {
        case store, incarnation, sequence, time
        case stateHash = "state_hash"
    }

    init(_ identity: StoreIdentity) {
        store = identity.store
        incarnation = String(identity.incarnation, radix: 16)
        sequence = identity.sequence
        time = identity.time.text
        stateHash = identity.stateHash
    }

    var text: String {
        """
          sequence \(NumberText.grouped(sequence)), engine time \(time)
          store \(store), incarnation \(incarnation)
          state hash \(stateHash)
        """
    }
}

extension CommandFailure {
    init(_ failure: BackupFailure) {
        switch failure {
        case .cancelled: self.init(.interrupted, failure.description)
        case .store(let inner): self.init(inner)
        case .files, .ended: self.init(.storage, failure.description)
        default: self.init(.differs, failure.description)
        }
    }
}

/// Runs what waits for the disk on a thread that nobody else needs; a cancelled task ends it in order.
func asideFromTasks<Value: Sendable>(
    _ progress: ProgressLine, _ body: @escaping @Sendable (BackupHooks) throws(BackupFailure) -> Value
) async throws -> Value {
    let cancellation = Cancellation()
    let hooks = BackupHooks(isCancelled: { cancellation.isCancelled }) { step, done, all in
        switch step {
        case .reading: progress.show("reading MiB", Int(clamping: done >> 20), of: Int(clamping: all >> 20))
        case .replaying: progress.show("replaying sequences", Int(clamping: done))
        case .verifying: progress.show("verifying rows", Int(clamping: done))
        @unknown default: break
        }
    }
    defer { progress.finish() }
    let result: Result<Value, BackupFailure> = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                do throws(BackupFailure) {
                    continuation.resume(returning: .success(try body(hooks)))
                } catch { continuation.resume(returning: .failure(error)) }
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    } onCancel: {
        cancellation.cancel()
    }
    do throws(BackupFailure) { return try result.get() } catch { throw CommandFailure(error) }
}

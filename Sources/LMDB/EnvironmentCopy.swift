import CLMDB
#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif
import Synchronization

/// The last committed state of an environment as a stream of bytes: those of a `data.mdb` that can be opened.
///
/// One thread writes (`run`), another reads (`read(atMost:)`); no more is on its way between them than a socket holds.
/// Writers of the environment go on meanwhile, but pages that they free are not used again before the stream has ended, so
/// the file grows: read it to its end without long pauses, or cancel it.
public final class EnvironmentCopy: Sendable {
    /// Until the state is written: a stream that is only kept does not keep the environment open.
    private let storage: Mutex<EnvironmentStorage?>
    private let reading: Int32
    private let writing: Int32
    /// What writing came to; nil while it goes on.
    private let outcome = Mutex<Result<Void, StorageError>?>(nil)

    init(of storage: EnvironmentStorage) throws(StorageError) {
        var ends: (Int32, Int32) = (-1, -1)
        // A socket, not a pipe: whoever waits at one end can be woken by shutting down the other.
        let made = unsafe withUnsafeMutableBytes(of: &ends) { ends in
            unsafe ends.withMemoryRebound(to: Int32.self) { ends in
                unsafe socketpair(AF_UNIX, Self.stream, 0, ends.baseAddress)
            }
        }
        guard made == 0 else { throw StorageError(c: errno, in: .copy) }
        self.storage = Mutex(storage)
        (reading, writing) = ends
        _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writing, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        _ = close(reading)
        _ = close(writing)
    }

    private static var stream: Int32 {
        #if os(Linux)
        Int32(SOCK_STREAM.rawValue)
        #else
        SOCK_STREAM
        #endif
    }

    /// Writes the state into the stream, and returns when all of it is read, or when it was cancelled.
    ///
    /// Waits for whoever commits at this moment, and for the reader: call it once, from a thread that may wait.
    public func run() {
        var result: Result<Void, StorageError> = .success(())
        do throws(StorageError) {
            guard let storage = takeStorage() else { throw StorageError(c: ECANCELED, in: .copy) }
            try storage.checkProcess(.copy)
            let copied = withoutBrokenPipeSignal { unsafe mdb_env_copyfd2(storage.pointer, writing, 0) }
            try StorageError.check(copied, .copy)
        } catch { result = .failure(error) }
        outcome.withLock { outcome in outcome = outcome ?? result }
        _ = shutdown(writing, Int32(SHUT_WR))
    }

    private func takeStorage() -> EnvironmentStorage? {
        storage.withLock { storage in
            defer { storage = nil }
            return storage
        }
    }

    /// The next bytes: as many as asked for, fewer at the end, none behind it.
    ///
    /// Waits for them. Throws what a copy throws, and `systemFailed` where it was cancelled; then what was read is of no use.
    public func read(atMost count: Int) throws(StorageError) -> [UInt8] {
        var filled = 0
        var cause: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, initialized in
            while filled < buffer.count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = unsafe systemRead(reading, rest.baseAddress, rest.count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { cause = errno }
                if got <= 0 { break }
                filled += got
            }
            initialized = filled
        }
        if cause != 0 { throw StorageError(c: cause, in: .copy) }
        if filled < max(1, count) { try outcome.withLock { $0 }?.get() }
        return bytes
    }

    /// Ends the stream wherever it is; both sides are woken.
    public func cancel() {
        outcome.withLock { outcome in outcome = outcome ?? .failure(StorageError(c: ECANCELED, in: .copy)) }
        _ = shutdown(reading, Int32(SHUT_RDWR))
        _ = shutdown(writing, Int32(SHUT_RDWR))
    }
}

extension Environment {
    /// A copy of the last committed state, as a stream.
    ///
    /// - Throws: `systemFailed` where the system has no descriptors left.
    public func streamCopy() throws(StorageError) -> EnvironmentCopy { try EnvironmentCopy(of: storage) }
}

/// The name of the call is also that of a method here.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(descriptor, bytes, count)
}

/// A reader that goes away is an error of the write, and not a signal that would end the process.
private func withoutBrokenPipeSignal(_ body: () -> Int32) -> Int32 {
    var broken = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&broken)
    unsafe sigaddset(&broken, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &broken, &before)
    let result = body()
    #if os(Linux)
    if result == EPIPE, unsafe sigismember(&before, SIGPIPE) == 0 {
        // The signal waits for this thread, and would come when it is let through again.
        var now = timespec()
        unsafe sigtimedwait(&broken, nil, &now)
    }
    #endif
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
}

import CSockets
import Glibc
import StockBytes

/// A connection, on the thread of its loop.
public final class Socket: SocketTable.Member {
    /// More than this waits: the peer does not take what it is sent.
    private static let highWaterBytes = 256 << 10
    private static let lowWaterBytes = 64 << 10
    /// So often in one turn, so that one who sends without end leaves time for others.
    private static let readsPerTurn = 4

    private(set) var descriptor: Descriptor?
    private let table: SocketTable
    private var token: UInt64 = 0
    /// Told what happens; set once.
    var handler: (any SocketHandler)?
    private var unsent: [UInt8] = []
    private var unsentFirst = 0
    /// The peer takes what is sent.
    public private(set) var isWritable = true
    private var isReading = true
    private var isClosing = false
    private var hasShutDown = false
    private var peerHasEnded = false
    /// Nothing can be sent any more.
    private var isBroken = false
    private var isOpen: Bool { descriptor != nil }

    init(_ descriptor: Descriptor, _ table: SocketTable) {
        self.descriptor = descriptor
        self.table = table
    }

    func begin() throws(SocketFailure) { token = try table.add(self, interest) }

    private var interest: Poller.Interest {
        var interest: Poller.Interest = []
        if isReading, !peerHasEnded { interest.insert(.input) }
        if unsentBytes > 0 { interest.insert(.output) }
        return interest
    }

    private func updateInterest() {
        if isOpen { table.change(self, interest, token) }
    }

    // MARK: Input

    func handle(_ event: Poller.Event) {
        if event.isWritable { sendWhatWaits() }
        guard isOpen else { return }
        if event.isReadable, isReading {
            readWhatHasCome()
        } else if event.isHungUp {
            // Nobody is there to take what waits.
            end()
        }
    }

    private func readWhatHasCome() {
        var input: [UInt8] = []
        swap(&input, &table.input)
        defer { swap(&input, &table.input) }
        let capacity = input.count
        for _ in 0..<Self.readsPerTurn {
            guard let descriptor, isReading, !peerHasEnded else { return }
            let count = unsafe input.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor.number, buffer.baseAddress, capacity, 0)
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { end() }
                return
            }
            guard count > 0 else { return inputEnded() }
            // What comes after the end is read and thrown away: bytes that nobody has read would have the kernel reset the
            // connection, and the peer lose answers that are on their way.
            if !isClosing { handler?.received(input.span.rawBytes.extracting(0..<count)) }
            if count < capacity { return }
        }
    }

    private func inputEnded() {
        peerHasEnded = true
        updateInterest()
        if isClosing { closeWhenSent() } else { handler?.inputEnded() }
    }

    /// Reads no more until it is told to.
    public func setReading(_ isReading: Bool) {
        guard self.isReading != isReading else { return }
        self.isReading = isReading
        updateInterest()
    }

    // MARK: Output

    /// How many bytes of what was sent the peer has not taken.
    public var unsentBytes: Int { unsent.count - unsentFirst }

    /// Sends what the peer takes, and keeps the rest.
    public func send(_ bytes: RawSpan) {
        guard isOpen, !hasShutDown, !isBroken else { return }
        var sent = 0
        if unsentBytes == 0 {
            sent = write(bytes)
            guard sent < bytes.byteCount else { return }
        }
        let before = unsentBytes
        let rest = bytes.extracting(sent..<bytes.byteCount)
        unsafe rest.withUnsafeBytes { unsafe unsent.append(contentsOf: $0) }
        if before == 0 { updateInterest() }
        noteWritable()
    }

    /// How many bytes were taken.
    private func write(_ bytes: RawSpan) -> Int {
        guard let descriptor else { return bytes.byteCount }
        var sent = 0
        while sent < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor.number, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                // The peer is gone; the loop is in the middle of something of the handler's.
                isBroken = true
                table.later { [self] in end() }
                return bytes.byteCount
            }
        }
        return sent
    }

    private func sendWhatWaits() {
        guard unsentBytes > 0, !isBroken else { return }
        let sent = unsafe unsent.withUnsafeBytes { buffer in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[unsentFirst...])
            return unsafe write(RawSpan(_unsafeBytes: rest))
        }
        guard !isBroken else { return }
        unsentFirst += sent
        if unsentFirst == unsent.count {
            unsent = []
            unsentFirst = 0
            updateInterest()
            if isClosing { shutDown() }
        } else if unsentFirst > max(1 << 20, unsent.count / 2) {
            unsent.removeFirst(unsentFirst)
            unsentFirst = 0
        }
        noteWritable()
    }

    private func noteWritable() {
        let before = isWritable
        if unsentBytes > Self.highWaterBytes { isWritable = false }
        if unsentBytes < Self.lowWaterBytes { isWritable = true }
        if isOpen, before != isWritable { handler?.writabilityChanged() }
    }

    // MARK: The end

    /// Sends no more, and closes when the peer has taken all that was sent and has closed its end.
    public func close() {
        guard isOpen, !isClosing else { return }
        isClosing = true
        setReading(true)
        if unsentBytes == 0 { shutDown() }
    }

    private func shutDown() {
        guard let descriptor, !hasShutDown else { return }
        hasShutDown = true
        if peerHasEnded { return table.later { [self] in end() } }
        _ = shutdown(descriptor.number, Int32(SHUT_WR))
    }

    private func closeWhenSent() {
        if unsentBytes == 0 { end() }
    }

    /// Closes at once.
    public func cut() { table.later { [self] in end() } }

    private func end() {
        guard isOpen else { return }
        unsent = []
        unsentFirst = 0
        table.remove(token)
        descriptor = nil
        handler?.ended()
        handler = nil
    }
}

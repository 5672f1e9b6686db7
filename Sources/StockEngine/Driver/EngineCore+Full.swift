import StockAPI
import StockBytes
import StockJournal
import StockModel

extension EngineCore {
    /// Looks, before a batch, whether the disk still takes new promises.
    ///
    /// A refusal for want of room is not journaled and changes nothing, so it may depend on the disk of the moment.
    private mutating func admit() {
        // Where segments fill faster than they are made, whether there is room for another is found out before the last.
        if journal.room == .enough, !journal.keepsRoom { try? journal.spares.prepareOne() }
        isFull = journal.room != .enough || checkpointRetry != nil || !reserves.isBallastThere
        if journal.room != .enough { reserves.dropBallast() }
    }

    /// When to come again, while a checkpoint does not keep up.
    static var millisecondsWhenBehind: Int { 50 }

    /// How far beyond the size of a checkpoint the changes may grow while one is running.
    ///
    /// 90,000 pages and a quarter more are still fewer than LMDB takes in one commit.
    private static var fillMax: Double { 1.25 }

    /// Whether a command is told to come later, while a checkpoint does not keep up: one that ends a promise is not.
    func isPutOff(_ bytes: RawSpan) -> Bool {
        guard let command = try? Command(decoding: bytes) else { return false }
        return !command.operation.endsPromises
    }

    /// Begins a batch, unless the journal could not take its record: then nothing changes, not even by expiring.
    mutating func beginBatch(commandBytes: Int) throws(StockFailure) -> BatchMark {
        admit()
        isBehind = machine.sealed != nil && checkpointFill >= Self.fillMax
        isExhausted = !hasRoom(forCommandBytes: min(commandBytes, journal.commandBytesMax))
        return isExhausted ? machine.mark : try machine.beginBatch(at: clock.now)
    }

    /// What is in memory cannot be taken back, so the room is made sure of before anything is applied.
    private func hasRoom(forCommandBytes count: Int) -> Bool {
        if journal.isReady(forCommandBytes: count) { return true }
        // Segments filled faster than they were made: this one is waited for, unless the disk refused one just now.
        if journal.room == .enough { try? journal.spares.prepareOne() }
        return journal.isReady(forCommandBytes: count) || journal.room == .enough
    }

    /// The answer, on a full disk, to what would make new promises or new rows; nil for what ends a promise and goes on.
    ///
    /// A command that was accepted before gets its first answer again.
    mutating func answerWhenFull(_ bytes: RawSpan) -> Answer? {
        guard let command = try? Command(decoding: bytes) else { return nil }
        if !isExhausted, command.operation.endsPromises { return nil }
        do throws(Stop) {
            if let first = try machine.answerBefore(command, payloadHash: checksum(of: bytes)) { return first }
            return Answer(sequence: machine.sequence, outcome: .refused(.storageFull))
        } catch {
            switch error {
            case .refused(let refusal): return Answer(sequence: machine.sequence, outcome: .refused(refusal))
            case .failed: return nil
            }
        }
    }
}

extension Operation {
    /// It gives room rather than taking it, sooner or later.
    fileprivate var endsPromises: Bool {
        switch self {
        case .commit, .release, .allocate, .fulfil, .return, .deleteDocument: true
        default: false
        }
    }
}

extension StateMachine where Base: ~Copyable {
    /// Where the changes stand, for a batch in which nothing will happen.
    var mark: BatchMark {
        BatchMark(
            sequence: sequence, eventBytes: active.eventBytes.count, movementBytes: active.movementBytes.count)
    }
}

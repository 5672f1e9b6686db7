import Dispatch
import Logging
import StockAPI
import StockBytes
import StockEngine
import StockProtocol

/// A backup goes to its client chunk by chunk, as the client gives credit and takes them; the loop never waits for one.
extension ServerCore {
    func beginBackup(_ session: Session, _ requestID: UInt64, credit: UInt32) {
        let limits = limits.connection
        if let error = admissionError(count: 0) {
            session.send(error: error, requestID)
        } else if subscriptions.token(session.id, requestID) != nil || backup?.isOf(session.id, requestID) == true {
            session.send(error: .duplicateSubscription, requestID)
        } else if credit > limits.creditMax {
            session.send(error: .tooMuchCredit(max: limits.creditMax), requestID)
        } else if backup != nil {
            // Each one pins the state that it copies, and two would share the disk.
            session.send(error: .busy(retryAfterMilliseconds: 1_000), requestID)
        } else {
            let number = backupNext
            backupNext += 1
            backup = RunningBackup(number, session.id, requestID, credit: credit, at: now)
            logger.info("a backup has begun")
            Task { [stock, mailbox] in
                let result: Result<SnapshotStream, StockFailure>
                do throws(StockFailure) { result = .success(try await stock.snapshotStream()) } catch {
                    result = .failure(error)
                }
                mailbox.post(.backupBegun(number, result))
            }
        }
    }

    func backupBegun(_ number: UInt64, _ result: Result<SnapshotStream, StockFailure>) {
        // One that nobody waits for any more ends when it is let go of.
        guard backup?.number == number else { return }
        switch result {
        case .success(let stream):
            backup?.stream = stream
            backup?.waitsSinceNanoseconds = now
            readBackup()
        case .failure(let failure): refuseBackup(WireError(failure))
        }
    }

    /// Says whether the credit was for the backup.
    func addBackupCredit(_ session: Session, _ requestID: UInt64, _ credit: UInt32) -> Bool {
        guard let backup, backup.isOf(session.id, requestID) else { return false }
        let max = limits.connection.creditMax
        guard backup.credit + Int(credit) <= Int(max) else {
            session.send(error: .tooMuchCredit(max: max), requestID)
            return true
        }
        self.backup?.credit += Int(credit)
        readBackup()
        return true
    }

    /// Says whether it was the backup that the client does not want any more.
    func cancelBackup(_ session: Session, _ requestID: UInt64) -> Bool {
        guard backup?.isOf(session.id, requestID) == true else { return false }
        endBackup()
        session.send(.ended, requestID) { writer in writer.append(sequence) }
        return true
    }

    /// Has the next chunk read, where the client has credit and takes what it is sent.
    func readBackup() {
        guard let backup, let stream = backup.stream, !backup.isReading, backup.credit > 0,
            unsentBytes <= limits.unsentBytesMax, let session = sessions[backup.session],
            session.holdup.isDisjoint(with: [.stalled, .closing])
        else { return }
        self.backup?.isReading = true
        backup.queue.async { [mailbox, number = backup.number] in
            let result: Result<[UInt8], StockFailure>
            do throws(StockFailure) { result = .success(try stream.next(atMost: RunningBackup.chunkBytes)) } catch {
                result = .failure(error)
            }
            mailbox.post(.backupRead(number, result))
        }
    }

    func backupRead(_ number: UInt64, _ result: Result<[UInt8], StockFailure>) {
        guard let running = backup, running.number == number, let session = sessions[running.session] else { return }
        switch result {
        case .failure(let failure): refuseBackup(WireError(failure))
        case .success(let bytes) where bytes.isEmpty:
            session.send(.backedUp, running.requestID) { writer in
                writer.append(sequence)
                writer.append(running.sum.byteCount)
                writer.append(running.sum.value)
            }
            logger.info("a backup has been sent: \(running.sum.byteCount) bytes")
            endBackup()
        case .success(let bytes):
            session.send(.chunk, running.requestID) { writer in
                writer.append(sequence)
                writer.append(running.sum.byteCount)
                writer.append(bytes: bytes)
            }
            backup?.sum.add(bytes)
            backup?.credit -= 1
            backup?.isReading = false
            backup?.waitsSinceNanoseconds = now
            readBackup()
        }
    }

    /// Ends it without a word.
    func endBackup() {
        backup?.stream?.cancel()
        backup = nil
    }

    /// Ends it, and says why.
    func refuseBackup(_ error: WireError) {
        guard let running = backup else { return }
        endBackup()
        logger.warning("a backup has ended before it was whole: \(error)")
        sessions[running.session]?.send(error: error, running.requestID)
    }

    /// While a backup is made the store's file grows, so a client that does not go on does not keep it.
    func endBackupIfLate(at now: UInt64) {
        guard let running = backup, running.stream != nil else { return }
        let stall = UInt64(limits.connection.stallMilliseconds) * 1_000_000
        let waits = running.credit == 0 && !running.isReading && now &- running.waitsSinceNanoseconds > stall
        let most = UInt64(clamping: limits.backupMilliseconds) &* 1_000_000
        if waits || now &- running.beganNanoseconds > most { refuseBackup(.timeLimitPassed) } else { readBackup() }
    }
}

import StockAPI
import StockBytes
import StockModel

/// What became of one command.
enum Applied: Equatable {
    case accepted
    /// The first answer again, of a command that was accepted before.
    case repeated
    case refused
    /// Nothing happened, since a row could not be read.
    case failed(StockFailure)
}

/// What a command may change beside the overlay.
struct BeforeCommand {
    var masterData: MasterData
    var due: DueHolds
}

extension StateMachine where Base: ~Copyable {
    /// Applies one command and appends its answer; after a failure there is none.
    mutating func apply(_ bytes: RawSpan, answers: inout ByteWriter) -> Applied {
        if let applied = applyPlainly(bytes, answers: &answers) { return applied }
        let command: Command
        do throws(BytesError) {
            command = try Command(decoding: bytes)
        } catch {
            return refuse(.malformed(at: UInt32(clamping: error.offset)), answers: &answers)
        }
        let payloadHash = checksum(of: bytes)
        do throws(Stop) {
            if let first = try answerBefore(command, payloadHash: payloadHash) {
                first.encode(into: &answers)
                return .repeated
            }
            let answer = Answer(sequence: currentSequence, outcome: try run(command, payloadHash: payloadHash))
            accept(command, answer, payloadHash: payloadHash, answers: &answers)
            return .accepted
        } catch {
            switch error {
            case .refused(let refusal): return refuse(refusal, answers: &answers)
            case .failed(let failure): return .failed(failure)
            }
        }
    }

    private mutating func refuse(_ refusal: Refusal, answers: inout ByteWriter) -> Applied {
        statistics.refused += 1
        Answer(sequence: sequence, outcome: .refused(refusal)).encode(into: &answers)
        return .refused
    }

    /// Gives the command the next sequence, and remembers its answer where it has a request id.
    private mutating func accept(
        _ command: Command, _ answer: Answer, payloadHash: UInt64, answers: inout ByteWriter
    ) {
        sequence += 1
        statistics.accepted += 1
        if let mark = command.device { active.devices.set(mark.device, to: mark.counter) }
        let start = answers.count
        answer.encode(into: &answers)
        if let request = command.request {
            let row = RequestRow(
                id: request.rawValue, payloadHash: payloadHash, time: now.millisecondsSinceEpoch,
                answerStart: active.answers.count, answerCount: answers.count - start)
            active.answers.append(bytes: answers.span(start..<answers.count))
            // One of the same id, remembered no longer, gives way.
            if let index = active.requests.index(of: row.id) {
                active.requests[index] = row
            } else {
                active.requests.insert(row)
            }
        }
    }

    /// Runs the operation on the overlay; whatever it did before a refusal is taken back.
    private mutating func run(_ command: Command, payloadHash: UInt64) throws(Stop) -> Outcome {
        let eventStart = active.eventBytes.count
        beginCommand()
        // Thresholds are looked at when everything has changed, and a row of theirs may be one that cannot be read.
        if command.operation.changesOnlyWhenAccepted, !hasThresholds {
            do throws(Stop) {
                beginEvent(of: command)
                let outcome = try perform(command.operation, command.principal, payloadHash: payloadHash)
                active.events.append(eventStart)
                return outcome
            } catch {
                active.eventBytes.truncate(to: eventStart)
                throw error
            }
        }
        let savepoint = active.setSavepoint()
        let before = BeforeCommand(masterData: masterData, due: due)
        do throws(Stop) {
            beginEvent(of: command)
            let outcome = try perform(command.operation, command.principal, payloadHash: payloadHash)
            do throws(StockFailure) { try appendCrossings() } catch { throw .failed(error) }
            active.events.append(eventStart)
            active.forgetSavepoint()
            return outcome
        } catch {
            takeBack(to: savepoint, before, defined: command.operation.definitions)
            throw error
        }
    }

    /// Takes back all that was changed since the savepoint, `definitions` among it.
    mutating func takeBack(
        to savepoint: OverlaySavepoint, _ before: BeforeCommand, defined definitions: [Definition]
    ) {
        active.rollBack(to: savepoint)
        promisesByLevel.takeBackCommand()
        queueFronts.takeBackCommand()
        forgetTouched()
        masterData = before.masterData
        due = before.due
        guard !definitions.isEmpty else { return }
        for definition in definitions {
            switch definition {
            case .sku(let sku): skuCache[sku.sku] = nil
            case .policy(let policy): skuCache[policy.sku] = nil
            case .site, .location, .channel, .threshold: break
            }
        }
        kitCache.removeAll()
        policyCache.removeAll()
        thresholdCache.removeAll()
    }

    /// Forgets what was kept for the command before.
    @inline(__always)
    mutating func beginCommand() {
        papersOfCommand = 0
        if !evidence.isEmpty { evidence = [] }
        if !foundOfCommand.isEmpty { foundOfCommand = [:] }
        promisesByLevel.beginCommand()
        queueFronts.beginCommand()
    }

    private mutating func beginEvent(of command: Command) {
        EventBytes.begin(&active.eventBytes, time: now, principal: command.principal)
        if let request = command.request { EventBytes.appendRequest(request, to: &active.eventBytes) }
    }

    mutating func perform(
        _ operation: Operation, _ principal: PrincipalID, payloadHash: UInt64
    ) throws(Stop) -> Outcome {
        switch operation {
        case .define(let definitions): try define(definitions)
        case .reserve(let reserve): return .reserved(try self.reserve(reserve, payloadHash: payloadHash))
        case .extend(let extend): return .extended(try self.extend(extend))
        case .commit(let commit): try self.commit(commit)
        case .release(let release): try self.release(release)
        case .reSource(let reSource): try self.reSource(reSource)
        case .allocate(let allocate): try self.allocate(allocate)
        case .fulfil(let fulfil): try self.fulfil(fulfil, principal: principal)
        case .return(let returned): try takeBack(returned, principal: principal)
        case .sell(let sell): return try self.sell(sell, payloadHash: payloadHash, principal: principal)
        case .move(let move): return Outcome(try self.move(move, principal: principal))
        case .adjust(let adjust): return Outcome(try self.adjust(adjust, principal: principal))
        case .count(let count): return .counted(try self.count(count, principal: principal))
        case .reverse(let reverse): try self.reverse(reverse, principal: principal)
        case .putDocument(let write): try put(write, principal: principal)
        case .deleteDocument(let key): try deleteDocument(key)
        case .transaction(let transaction): return .transacted(try transact(transaction, principal: principal))
        }
        return .done
    }

    /// The documents that the preconditions name, as they stand before the first operation.
    private mutating func noteEvidence(_ preconditions: [Precondition]) throws(Stop) {
        evidence = []
        do throws(StockFailure) {
            for case .document(let key, _) in preconditions {
                guard let document = try document(key) else { continue }
                evidence.append(Evidence(type: document.type, principal: document.principal))
            }
        } catch { throw .failed(error) }
    }

    private mutating func transact(_ transaction: Transaction, principal: PrincipalID) throws(Stop) -> [Outcome] {
        guard transaction.preconditions.count <= CommandLimits.preconditionsMax else {
            throw .refused(.limit(max: Int64(CommandLimits.preconditionsMax)))
        }
        try check(lineCount: transaction.operations.count, max: CommandLimits.operationsMax)
        for precondition in transaction.preconditions { try check(precondition) }
        try noteEvidence(transaction.preconditions)
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(transaction.operations.count)
        for operation in transaction.operations {
            if let id = operation.newReservation {
                let isFree: Bool
                do throws(StockFailure) { isFree = try self.isFree(id) } catch { throw .failed(error) }
                guard isFree else { throw .refused(.idempotencyConflict) }
            }
            // A reservation made within a transaction answers to the transaction's id, not to its own bytes.
            outcomes.append(try perform(operation, principal, payloadHash: 0))
        }
        return outcomes
    }
}

extension Outcome {
    /// Movements say what they did to promises only where they did something.
    fileprivate init(_ effects: PromiseEffects) { self = effects.isEmpty ? .done : .moved(effects) }
}

extension Operation {
    /// The operation judges everything before it changes anything, so that a refusal has nothing to take back.
    fileprivate var changesOnlyWhenAccepted: Bool {
        switch self {
        case .reserve, .extend, .commit, .release: true
        default: false
        }
    }

    /// What it defines, alone or among others.
    fileprivate var definitions: [Definition] {
        switch self {
        case .define(let definitions): definitions
        case .transaction(let transaction): transaction.operations.flatMap(\.definitions)
        default: []
        }
    }

    /// The id of the reservation that it makes, or nil.
    var newReservation: ReservationID? {
        switch self {
        case .reserve(let reserve): reserve.reservation
        case .sell(let sell): sell.reservation
        default: nil
        }
    }
}

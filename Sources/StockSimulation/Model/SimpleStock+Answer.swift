import StockModel

// "For every command", steps 2 to 5.
extension SimpleStock {
    mutating func answer(_ command: Command) -> Answer {
        do throws(Refused) {
            try checkAge(command)
            if let first = try firstAnswer(to: command) { return first }
            try checkDevice(command)
            var tried = self
            let answer = try tried.accept(command)
            self = tried
            return answer
        } catch {
            return Answer(sequence: sequence, outcome: .refused(error.refusal))
        }
    }

    private func checkAge(_ command: Command) throws(Refused) {
        try require(command.issuedAt <= now.advanced(byMilliseconds: kept.ahead), else: .invalid(.issuedInTheFuture))
        try require(
            command.issuedAt > now.advanced(byMilliseconds: -kept.requests),
            else: .tooOld(windowMilliseconds: kept.requests))
    }

    private func firstAnswer(to command: Command) throws(Refused) -> Answer? {
        for name in command.names {
            guard isKnown(name) else { continue }
            guard let known = answers[name], isAnswer(known.answer, ofWhatIsKnownAs: name) else {
                // It was made within a transaction, under other bytes.
                throw Refused(.idempotencyConflict)
            }
            try require(known.command == command, else: .idempotencyConflict)
            return known.answer
        }
        return nil
    }

    private func isKnown(_ name: RequestName) -> Bool {
        switch name {
        case .reservation(let id): reservationKept(id) != nil
        case .request:
            answers[name].map { now.milliseconds(since: $0.time) < kept.requests + kept.ahead } ?? false
        }
    }

    /// An id may belong to another reservation since the first one of that name was forgotten.
    private func isAnswer(_ answer: Answer, ofWhatIsKnownAs name: RequestName) -> Bool {
        switch name {
        case .reservation(let id): reservations[id]?.sequence == answer.sequence
        case .request: true
        }
    }

    private func checkDevice(_ command: Command) throws(Refused) {
        guard let mark = command.device else { return }
        try require(!command.names.isEmpty, .deviceWithoutRequest)
        guard let last = deviceCounters[mark.device] else { return }
        try require(mark.counter > last, else: .alreadyResolved(as: .accepted))
    }

    private mutating func accept(_ command: Command) throws(Refused) -> Answer {
        principal = command.principal
        papersOfCommand = 0
        foundOfCommand = [:]
        evidence = []
        let outcome = try perform(command.operation)
        close()
        let answer = Answer(sequence: sequence, outcome: outcome)
        for name in command.names { answers[name] = (command, answer, now) }
        if let mark = command.device { deviceCounters[mark.device] = mark.counter }
        return answer
    }

    /// Step 5.
    ///
    /// Half of it may have happened when it throws: it is always tried on a copy.
    mutating func perform(_ operation: Operation) throws(Refused) -> Outcome {
        switch operation {
        case .define(let definitions): try define(definitions)
        case .reserve(let reserve): try self.reserve(reserve)
        case .extend(let extend): try self.extend(extend)
        case .commit(let commit): try self.commit(commit)
        case .release(let release): try self.release(release)
        case .reSource(let reSource): try self.reSource(reSource)
        case .allocate(let allocate): try self.allocate(allocate)
        case .fulfil(let fulfil): try self.fulfil(fulfil)
        case .return(let returned): try takeBack(returned)
        case .sell(let sell): try self.sell(sell)
        case .move(let move): try self.move(move)
        case .adjust(let adjust): try self.adjust(adjust)
        case .count(let count): try self.count(count)
        case .reverse(let reverse): try self.reverse(reverse)
        case .putDocument(let write): try put(write)
        case .deleteDocument(let key): try delete(key)
        case .transaction(let transaction): try transact(transaction)
        }
    }
}

extension Command {
    /// The names under which its answer is remembered, in the order in which they are looked at: a lone `reserve` or `sell`
    /// has that of its reservation, and every command that of its request, if it has one.
    var names: [RequestName] {
        let reservation: RequestName? =
            switch operation {
            case .reserve(let reserve): .reservation(reserve.reservation)
            case .sell(let sell): .reservation(sell.reservation)
            default: nil
            }
        return [reservation, request.map { .request($0) }].compactMap { $0 }
    }
}

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
        let ahead = min(CommandLimits.issuedAheadMillisecondsMax, kept.requests)
        try require(command.issuedAt <= now.advanced(byMilliseconds: ahead), else: .malformed(at: 8))
        try require(
            command.issuedAt > now.advanced(byMilliseconds: -kept.requests),
            else: .tooOld(windowMilliseconds: kept.requests))
    }

    private func firstAnswer(to command: Command) throws(Refused) -> Answer? {
        guard let name = command.name else { return nil }
        if let known = answers[name] {
            try require(known.command == command, else: .idempotencyConflict)
            return known.answer
        }
        if case .reservation(let id) = name {
            // It was made within a transaction, under other bytes.
            try require(reservations[id] == nil, else: .idempotencyConflict)
        }
        return nil
    }

    private func checkDevice(_ command: Command) throws(Refused) {
        guard let mark = command.device else { return }
        try require(command.name != nil, .deviceWithoutRequest)
        guard let last = deviceCounters[mark.device] else { return }
        try require(mark.counter > last, else: .alreadyResolved(as: .accepted))
    }

    private mutating func accept(_ command: Command) throws(Refused) -> Answer {
        principal = command.principal
        let outcome = try perform(command.operation)
        close()
        let answer = Answer(sequence: sequence, outcome: outcome)
        if let name = command.name { answers[name] = (command, answer) }
        if let mark = command.device { deviceCounters[mark.device] = mark.counter }
        return answer
    }

    /// Step 5. Half of it may have happened when it throws: it is always tried on a copy.
    mutating func perform(_ operation: Operation) throws(Refused) -> Outcome {
        switch operation {
        case .define(let definitions): try define(definitions)
        case .reserve(let reserve): try self.reserve(reserve)
        case .extend(let extend): try self.extend(extend)
        case .commit(let commit): try self.commit(commit)
        case .release(let release): try self.release(release)
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
    /// A lone `reserve` or `sell` is remembered under its reservation's id.
    var name: RequestName? {
        switch operation {
        case .reserve(let reserve): .reservation(reserve.reservation)
        case .sell(let sell): .reservation(sell.reservation)
        default: request.map { .request($0) }
        }
    }
}

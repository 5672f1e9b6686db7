import StockModel

extension SimpleStock {
    mutating func put(_ write: DocumentWrite) throws(Refused) -> Outcome {
        try requireKey(write.key)
        try require(!write.key.bytes.starts(with: "engine/".utf8), .keyIsReserved)
        try require(
            write.body.count <= CommandLimits.documentBytesMax, else: .limit(max: Int64(CommandLimits.documentBytesMax))
        )
        try require(write.terms.count <= CommandLimits.termsMax, else: .limit(max: Int64(CommandLimits.termsMax)))
        for term in write.terms {
            try require(
                (1...IndexTerm.bytesMax).contains(term.bytes.count) && !term.bytes.contains(0), .termBytes)
        }
        try require(Set(write.terms).count == write.terms.count, .duplicate)
        if write.type == DocumentType.approval, let old = documents[write.key], old.type == write.type {
            try require(old.principal != principal, else: .guarded(needs: DocumentType.approval, byAnother: true))
        }
        store(write)
        return .done
    }

    mutating func store(_ write: DocumentWrite) {
        documents[write.key] = Document(
            key: write.key, type: write.type, version: ownSequence, principal: principal, time: now, body: write.body,
            terms: write.terms.sorted())
        changes.append(.documentWritten(write.key))
    }

    mutating func delete(_ key: DocumentKey) throws(Refused) -> Outcome {
        try requireKey(key)
        try require(documents.removeValue(forKey: key) != nil, else: .notFound)
        changes.append(.documentDeleted(key))
        return .done
    }

    mutating func transact(_ transaction: Transaction) throws(Refused) -> Outcome {
        try require(
            transaction.preconditions.count <= CommandLimits.preconditionsMax,
            else: .limit(max: Int64(CommandLimits.preconditionsMax)))
        try requireLines(transaction.operations.count, atMost: CommandLimits.operationsMax)
        for precondition in transaction.preconditions {
            switch precondition {
            case .absent(let key): try requireVersion(nil, of: key)
            case .document(let key, let version): try requireVersion(version, of: key)
            case .defined(let expected):
                let actual = standing(expected)
                try require(actual == expected, else: .definitionMismatch(actual: actual))
            }
        }
        evidence = transaction.preconditions.compactMap { precondition in
            if case .document(let key, _) = precondition { documents[key] } else { nil }
        }
        var outcomes: [Outcome] = []
        for operation in transaction.operations {
            switch operation {
            case .reserve(let reserve): try requireNew(reserve.reservation)
            case .sell(let sell): try requireNew(sell.reservation)
            default: break
            }
            outcomes.append(try perform(operation))
        }
        return .transacted(outcomes)
    }

    func requireKey(_ key: DocumentKey) throws(Refused) {
        try require((1...DocumentKey.bytesMax).contains(key.bytes.count) && !key.bytes.contains(0), .keyBytes)
    }

    func standing(_ definition: Definition) -> Definition? {
        switch definition {
        case .sku(let sku): skus[sku.sku].map { .sku($0) }
        case .site(let site): sites[site.site].map { .site($0) }
        case .location(let location): locations[location.location].map { .location($0) }
        case .channel(let channel): channels[channel.channel].map { .channel($0) }
        case .threshold(let threshold):
            .threshold(
                thresholds[ThresholdName(sku: threshold.sku, scope: threshold.scope)]?.threshold
                    ?? StockThreshold(threshold.sku, threshold.scope, low: nil))
        case .policy(let policy):
            .policy(
                policies[PolicyName(sku: policy.sku, channel: policy.channel)]
                    ?? ChannelPolicy(policy.channel, policy.sku))
        }
    }

    private func requireVersion(_ version: SequenceNumber?, of key: DocumentKey) throws(Refused) {
        try requireKey(key)
        let actual = documents[key]?.version
        try require(actual == version, else: .versionMismatch(key, actual: actual))
    }

    private func requireNew(_ id: ReservationID) throws(Refused) {
        try require(reservationKept(id) == nil, else: .idempotencyConflict)
    }
}

import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func put(_ write: DocumentWrite, principal: PrincipalID) throws(Stop) {
        try check(write.key)
        guard !write.key.bytes.starts(with: EngineDocuments.prefix.utf8) else { throw .invalid(.keyIsReserved) }
        guard write.body.count <= CommandLimits.documentBytesMax else {
            throw .refused(.limit(max: Int64(CommandLimits.documentBytesMax)))
        }
        guard write.terms.count <= CommandLimits.termsMax else {
            throw .refused(.limit(max: Int64(CommandLimits.termsMax)))
        }
        for term in write.terms {
            guard (1...IndexTerm.bytesMax).contains(term.bytes.count), !term.bytes.contains(0) else {
                throw .invalid(.termBytes)
            }
        }
        let terms = write.terms.sorted()
        for (left, right) in zip(terms, terms.dropFirst()) where left == right { throw .invalid(.duplicate) }
        if write.type == DocumentType.approval { try checkIsAnothers(write.key, than: principal) }
        try self.write(write, principal: principal)
    }

    /// An approval is asked for by one principal and given by another: nobody changes one twice in a row.
    private mutating func checkIsAnothers(_ key: DocumentKey, than principal: PrincipalID) throws(Stop) {
        guard let old = try existing(key), old.type == DocumentType.approval, old.principal == principal else { return }
        throw .refused(.guarded(needs: DocumentType.approval, byAnother: true))
    }

    /// Writes a document down, whatever its name is.
    mutating func write(_ write: DocumentWrite, principal: PrincipalID) throws(Stop) {
        let terms = write.terms.sorted()
        for old in try existing(write.key)?.terms ?? [] {
            active.terms.set(TermKey(term: old, key: write.key), to: nil)
        }
        for term in terms { active.terms.set(TermKey(term: term, key: write.key), to: true) }
        active.documents.set(
            write.key,
            to: Document(
                key: write.key, type: write.type, version: currentSequence, principal: principal, time: now,
                body: write.body, terms: terms))
        EventBytes.append(.documentWritten(write.key), to: &active.eventBytes)
    }

    mutating func deleteDocument(_ key: DocumentKey) throws(Stop) {
        try check(key)
        guard let old = try existing(key) else { throw .refused(.notFound) }
        for term in old.terms { active.terms.set(TermKey(term: term, key: key), to: nil) }
        active.documents.set(key, to: nil)
        EventBytes.append(.documentDeleted(key), to: &active.eventBytes)
    }

    func check(_ key: DocumentKey) throws(Stop) {
        guard (1...DocumentKey.bytesMax).contains(key.bytes.count), !key.bytes.contains(0) else {
            throw .invalid(.keyBytes)
        }
    }

    mutating func check(_ precondition: Precondition) throws(Stop) {
        switch precondition {
        case .absent(let key):
            try check(key)
            if let actual = try existing(key)?.version {
                throw .refused(.versionMismatch(key, actual: actual))
            }
        case .document(let key, let version):
            try check(key)
            let actual = try existing(key)?.version
            guard actual == version else { throw .refused(.versionMismatch(key, actual: actual)) }
        case .defined(let expected):
            let actual: Definition?
            do throws(StockFailure) { actual = try standing(expected) } catch { throw .failed(error) }
            guard actual == expected else { throw .refused(.definitionMismatch(actual: actual)) }
        }
    }

    /// What is defined under the identifier of a definition; of a policy, one that says nothing where there is none.
    private mutating func standing(_ definition: Definition) throws(StockFailure) -> Definition? {
        switch definition {
        case .sku(let sku): try self.definition(of: sku.sku).map { .sku($0) }
        case .site(let site): masterData.sites[site.site].map { .site($0) }
        case .location(let location): masterData.locations[location.location].map { .location($0) }
        case .channel(let channel): masterData.channels[channel.channel].map { .channel($0) }
        case .threshold(let threshold):
            .threshold(
                try thresholds(of: threshold.sku).first { $0.threshold.scope == threshold.scope }?.threshold
                    ?? StockThreshold(threshold.sku, threshold.scope, low: nil))
        case .policy(let policy):
            .policy(
                try self.policy(of: policy.sku, for: policy.channel) ?? ChannelPolicy(policy.channel, policy.sku))
        }
    }

    private mutating func existing(_ key: DocumentKey) throws(Stop) -> Document? {
        do throws(StockFailure) { return try document(key) } catch { throw .failed(error) }
    }

    /// The document as it stands, or nil.
    mutating func document(_ key: DocumentKey) throws(StockFailure) -> Document? {
        if let found = active.documents[key] { return found }
        if let found = sealed?.overlay.documents[key] { return found }
        keyScratch.removeAll()
        keyScratch.append(bytes: key.bytes)
        let keyBytes = keyScratch.span
        return try base.row(.documents, key: keyBytes) { value throws(StockFailure) in
            try RowBytes.open(value, key: keyBytes, in: .documents) { reader throws(BytesError) in
                try Document(key, fromRow: &reader)
            }
        }
    }
}

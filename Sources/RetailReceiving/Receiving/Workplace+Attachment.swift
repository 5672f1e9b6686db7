public import RetailDocuments
public import StockModel

extension Workplace {
    /// Attaches a file to a receipt, by what its bytes are; the same one again changes nothing.
    ///
    /// - Parameters:
    ///   - hash: the SHA-256, 64 hexadecimal digits in lower case.
    ///   - name: what the file is called.
    ///   - byteCount: how long it is.
    ///   - reference: that of the receipt.
    /// - Throws: `ReceivingRule`.
    public func attach(
        _ hash: String, named name: String, byteCount: Int64, to reference: String
    ) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            guard Attachment.isHash(hash) else { throw WorkflowFailure.rule(ReceivingRule.hashUnreadable(hash)) }
            let receipt = try await step.require(
                Receipt.self, at: Receipt.key(of: reference), else: ReceivingRule.notFound(reference)
            ).content
            var attachment =
                try await step.read(Attachment.self, at: Attachment.key(of: hash))?.content
                ?? Attachment(hash: hash, name: name, byteCount: byteCount)
            let subject = receipt.key.description
            guard !attachment.subjects.contains(subject) else { return }
            guard attachment.subjects.count < Attachment.subjectsMax else {
                throw WorkflowFailure.rule(ReceivingRule.attachedTooOften(hash))
            }
            attachment.subjects = (attachment.subjects + [subject]).sorted()
            step.write(attachment)
        }
    }

    /// The files that belong to a document.
    public func attachments(of subject: DocumentKey) async throws(WorkflowFailure) -> [Attachment] {
        var list: [Attachment] = []
        for match in try await matches(under: Attachment.terms(of: subject)) {
            if let attachment = try await read(Attachment.self, at: match.key)?.content { list.append(attachment) }
        }
        return list
    }
}

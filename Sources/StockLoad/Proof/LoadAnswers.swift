import StockBytes

/// What one process of a rehearsal was told, for the proof.
public struct LoadAnswers: Sendable {
    let record: AnswerRecord

    init(_ record: AnswerRecord) { self.record = record }

    /// As bytes that another process can read.
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacityBytes: 64 + record.digests.count * 10)
        record.encode(into: &writer)
        return writer.array
    }

    /// Reads what another process has written.
    ///
    /// - Throws: `LoadFailure` where it cannot be read.
    public init(bytes: [UInt8]) throws(LoadFailure) {
        do throws(BytesError) {
            var reader = ByteReader(bytes.span.rawBytes)
            record = try AnswerRecord(from: &reader)
            guard reader.isAtEnd else { throw BytesError(offset: reader.offset) }
        } catch { throw LoadFailure("the answers of a process cannot be read at byte \(error.offset)") }
    }
}

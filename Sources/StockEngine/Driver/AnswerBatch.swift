public import StockAPI
import StockBytes
public import StockModel

/// The answers of one engine batch, durable when handed out.
///
/// Of a command an `Answer`, of a query the sequence and a `QueryResult`, as bytes.
public final class AnswerBatch: Sendable {
    private let bytes: ByteWriter
    private let ends: FlatBuffer<AnswerEnd>
    private let failures: [Int: StockFailure]
    /// The sequence at the end of the batch: everything up to it is durable.
    public let sequence: SequenceNumber

    init(
        bytes: consuming ByteWriter, ends: consuming FlatBuffer<AnswerEnd>, failures: [Int: StockFailure],
        sequence: SequenceNumber
    ) {
        self.bytes = bytes
        self.ends = ends
        self.failures = failures
        self.sequence = sequence
    }

    /// How many there are.
    public var count: Int { ends.count }

    /// The answer of the command at `index`, decoded.
    public func answer(_ index: Int) throws(StockFailure) -> Answer {
        if let failure = failures[index] { throw failure }
        do throws(BytesError) {
            return try bytes.withBytes(range(of: index)) { span throws(BytesError) in try Answer(decoding: span) }
        } catch { throw .damaged("an answer cannot be read at byte \(error.offset)") }
    }

    /// Hands out the answer's bytes without a copy; throws where the request failed.
    public func withBytes(_ index: Int, _ body: (RawSpan) -> Void) throws(StockFailure) {
        if !failures.isEmpty, let failure = failures[index] { throw failure }
        bytes.withBytes(range(of: index), body)
    }

    private func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1].offset)..<ends[index].offset }

    /// Whether it is the result of a query.
    public func isResult(_ index: Int) -> Bool { ends[index].isResult }
}

/// Where the bytes of an answer end.
struct AnswerEnd: BitwiseCopyable {
    var offset: Int
    var isResult: Bool
}

/// Where the answers of a submission stand, or why there are none.
public typealias SubmissionResult = Result<(batch: AnswerBatch, range: Range<Int>), StockFailure>

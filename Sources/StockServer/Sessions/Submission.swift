import StockAPI
import StockBytes
import StockEngine
import StockProtocol

/// Whose the requests are that the engine was handed together.
final class Submission {
    /// Which one, in the order in which they were handed over.
    typealias Number = UInt64

    let tickets: FlatBuffer<Ticket>

    /// Leaves an empty list behind.
    init(taking tickets: inout FlatBuffer<Ticket>) {
        var taken = FlatBuffer<Ticket>(minimumCapacity: tickets.count)
        swap(&taken, &tickets)
        self.tickets = taken
    }
}

/// An entry of a batch that did not reach the engine.
struct RefusedEntry {
    var index: Int
    var error: WireError
}

/// The answers of a submission, one after the other.
struct Answers {
    private let result: SubmissionResult
    private var index: Int

    init(_ result: SubmissionResult) {
        self.result = result
        if case .success(let (_, range)) = result { index = range.lowerBound } else { index = 0 }
    }

    /// The place of the next one.
    var position: Int { index }

    /// Goes to where the answers of a ticket end, whatever was done with them.
    mutating func move(to position: Int) { index = position }

    /// Hands out the bytes of the next answer, or why there is none.
    ///
    /// With the bytes, whether they are the result of a question.
    mutating func next(_ body: (RawSpan, _ isResult: Bool) -> Void, failed: (StockFailure) -> Void) {
        defer { index += 1 }
        do throws(StockFailure) {
            switch result {
            case .success(let (batch, _)):
                let isResult = batch.isResult(index)
                try batch.withBytes(index) { bytes in body(bytes, isResult) }
            case .failure(let failure): throw failure
            }
        } catch { failed(error) }
    }
}

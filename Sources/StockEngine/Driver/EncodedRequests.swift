import StockBytes
public import StockModel

/// Encoded commands and queries that are handed to the engine together, and executed in their order.
///
/// The way in for drivers that have bytes already, a server above all: nothing is decoded or allocated per request
/// before the engine sees it.
public struct EncodedRequests: ~Copyable, Sendable {
    var bytes: ByteWriter
    /// How many there are.
    public private(set) var count = 0
    /// What the commands among them take in the journal.
    private(set) var journalBytes = 0

    /// Made of its parts.
    public init(capacityBytes: Int = 256) { bytes = ByteWriter(capacityBytes: capacityBytes) }

    /// Encodes a command at the end.
    public mutating func append(_ command: Command) {
        let start = begin(.command, .whenever)
        command.encode(into: &bytes)
        end(start)
        journalBytes += bytes.count - start - RequestHeader.byteCount + 4
    }

    /// Copies an encoded command to the end.
    public mutating func append(encoded command: RawSpan, _ conditions: Conditions = .whenever) {
        append(command, .command, conditions)
        journalBytes += command.byteCount + 4
    }

    /// Copies an encoded query to the end.
    ///
    /// Not those that are answered in steps, `Query.Code.isAnsweredInSteps`: these fail.
    public mutating func append(encodedQuery query: RawSpan, _ conditions: Conditions = .whenever) {
        append(query, .query, conditions)
    }

    /// Encodes a query at the end.
    public mutating func append(_ query: Query) {
        let start = begin(.query, .whenever)
        query.encode(into: &bytes)
        end(start)
    }

    /// Forgets the requests, and keeps at most so much memory.
    public mutating func clear(keepingAtMostBytes bytesMax: Int) {
        bytes.clear(keepingAtMostBytes: bytesMax)
        count = 0
        journalBytes = 0
    }

    private mutating func append(_ request: RawSpan, _ kind: RequestHeader.Kind, _ conditions: Conditions) {
        let start = begin(kind, conditions)
        bytes.append(bytes: request)
        end(start)
    }

    private mutating func begin(_ kind: RequestHeader.Kind, _ conditions: Conditions) -> Int {
        let start = bytes.count
        RequestHeader(requestBytes: 0, kind: kind, conditions: conditions).encode(into: &bytes)
        return start
    }

    private mutating func end(_ start: Int) {
        bytes.overwrite(UInt32(truncatingIfNeeded: bytes.count - start - RequestHeader.byteCount), at: start)
        count += 1
    }
}

extension EncodedRequests {
    /// When a request is not executed any more, and when not yet.
    public struct Conditions: BitwiseCopyable, Sendable {
        /// The clock's `uptimeNanoseconds` after which it is dropped unexecuted, as `timeLimitPassed`; 0: never.
        public var dropAfterNanoseconds: UInt64
        /// Below this sequence it fails as `sequenceNotReached`.
        public var leastSequence: SequenceNumber

        /// Made of its parts.
        public init(dropAfterNanoseconds: UInt64 = 0, leastSequence: SequenceNumber = 0) {
            self.dropAfterNanoseconds = dropAfterNanoseconds
            self.leastSequence = leastSequence
        }

        /// Whenever its turn comes, wherever the store stands.
        public static let whenever = Conditions()
    }
}

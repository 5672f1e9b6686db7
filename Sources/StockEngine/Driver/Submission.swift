public import StockAPI
import StockBytes
public import StockModel

/// Encoded commands that are handed to the engine together: each one preceded by its length as `UInt32`.
///
/// The way in for drivers that have bytes already, a server above all: nothing is decoded or allocated per command
/// before the engine sees it.
public struct EncodedCommands: ~Copyable, Sendable {
    var bytes: ByteWriter
    /// How many there are.
    public private(set) var count = 0

    /// Made of its parts.
    public init(capacityBytes: Int = 256) { bytes = ByteWriter(capacityBytes: capacityBytes) }

    /// Bytes that it takes, lengths included.
    public var byteCount: Int { bytes.count }

    /// Encodes a command at the end.
    public mutating func append(_ command: Command) {
        let start = bytes.count
        bytes.append(UInt32(0))
        command.encode(into: &bytes)
        bytes.overwrite(UInt32(truncatingIfNeeded: bytes.count - start - 4), at: start)
        count += 1
    }

    /// Copies an encoded command to the end.
    public mutating func append(encoded command: RawSpan) {
        bytes.append(UInt32(truncatingIfNeeded: command.byteCount))
        bytes.append(bytes: command)
        count += 1
    }
}

/// The answers of one engine batch, durable when handed out.
public final class AnswerBatch: Sendable {
    private let bytes: ByteWriter
    private let ends: FlatBuffer<Int>
    private let failures: [Int: StockFailure]

    init(bytes: consuming ByteWriter, ends: consuming FlatBuffer<Int>, failures: [Int: StockFailure]) {
        self.bytes = bytes
        self.ends = ends
        self.failures = failures
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

    /// Hands out the answer's bytes without a copy; throws where the command failed.
    public func withBytes(_ index: Int, _ body: (RawSpan) -> Void) throws(StockFailure) {
        if let failure = failures[index] { throw failure }
        bytes.withBytes(range(of: index), body)
    }

    private func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
}

/// Where the answers of a submission stand, or why there are none.
public typealias SubmissionResult = Result<(batch: AnswerBatch, range: Range<Int>), StockFailure>

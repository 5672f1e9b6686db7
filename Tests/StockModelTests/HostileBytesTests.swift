import StockBytes
import StockModel
import Testing

@Suite struct HostileBytesTests {
    @Test func `a command cut at any byte is an error at a place within it`() {
        for command in Samples.commands { expectErrors(Command.self, ofEveryPrefixOf: command.encoded) }
    }

    @Test func `an answer cut at any byte is an error at a place within it`() {
        for answer in Samples.answers { expectErrors(Answer.self, ofEveryPrefixOf: answer.encoded) }
    }

    @Test func `a command with a byte after its end is an error at that byte`() {
        for bytes in Samples.commands.map(\.encoded) {
            #expect(Command.decoded(bytes + [0]) == .failure(BytesError(offset: bytes.count)))
        }
    }

    @Test func `a transaction within a transaction is an error, however deep`() {
        let inner = Transaction(operations: [.transaction(Transaction(operations: []))])
        let command = Command(issuedAt: .epoch, principal: 1, operation: .transaction(inner))
        // Header 16, no preconditions 2, count of operations 2: there the inner one begins.
        #expect(Command.decoded(command.encoded) == .failure(BytesError(offset: 20)))
    }

    @Test func `an outcome of a transaction within another is an error, so that reading never recurses`() {
        let nested = Outcome.transacted([.transacted([.done])])
        #expect(Outcome.decoded(nested.encoded) == .failure(BytesError(offset: 3)))
    }

    @Test(arguments: [1, 2, 3])
    func `random bytes are a value or an error, never a trap`(seed: UInt64) {
        var random = Drawing(seed: seed)
        for _ in 0..<4_000 {
            let bytes = (0..<Int(random.next() % 80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            readAsEverything(bytes)
        }
    }

    /// Bytes that begin well get further than random ones.
    @Test func `a command with some bytes changed is a value or an error, never a trap`() {
        var random = Drawing(seed: 4)
        for good in Samples.commands.map(\.encoded) + Array(repeating: Samples.commands[3].encoded, count: 1_000) {
            var bytes = good
            for _ in 0...(random.next() % 3) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            readAsEverything(bytes)
        }
    }

    /// What can be read can be written, and is then the same value.
    private func readAsEverything(_ bytes: [UInt8]) {
        if case .success(let command) = Command.decoded(bytes) {
            #expect(Command.decoded(command.encoded) == .success(command))
        }
        if case .success(let answer) = Answer.decoded(bytes) {
            #expect(Answer.decoded(answer.encoded) == .success(answer))
        }
        _ = Definition.decoded(bytes)
        _ = Refusal.decoded(bytes)
        _ = Transaction.decoded(bytes)
        _ = StockModel.Operation.decoded(bytes)
    }

    private func expectErrors<Value: BytesCodable>(_ type: Value.Type, ofEveryPrefixOf bytes: [UInt8]) {
        for count in 0..<bytes.count {
            switch Value.decoded(Array(bytes.prefix(count))) {
            case .success(let value): Issue.record("\(count) of \(bytes.count) bytes were read as \(value)")
            case .failure(let error): #expect(error.offset <= count)
            }
        }
    }
}

/// A fixed sequence of numbers from a seed (xorshift64*, Marsaglia 2003 and Vigna 2016).
struct Drawing {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return (state &* 0x2545_F491_4F6C_DD1D) >> 16
    }
}

import LoadLoop
import StockModel
import StockProtocol
import Testing

struct StockroomConversationTests {
    private func request(_ kind: Kind) -> [UInt8] {
        var source = ReservationSource(.small, .hot, seed: 5)
        var bytes: [UInt8] = []
        StockroomConversation(kind).append(place: 9, from: &source, to: &bytes)
        return bytes
    }

    private func answer(_ bytes: [UInt8], to kind: Kind) throws -> LoadLoop.Answer? {
        try bytes.withUnsafeBytes { try StockroomConversation(kind).nextAnswer(in: $0) }
    }

    /// A frame under the request id 3.
    private func frame(_ opcode: Opcode, _ body: [UInt8]) -> [UInt8] {
        var bytes = RequestFrames.frame(opcode, body)
        bytes[8] = 3
        return bytes
    }

    private let sequence: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]

    @Test func `a reserve is a frame with its place as the request id`() {
        let bytes = request(.reserve)
        #expect(bytes.prefix(4) == [UInt8(bytes.count), 0, 0, 0])
        #expect(bytes[4..<16] == [1, 16, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func `what stands at the offsets of a reserve is what the model reads there`() throws {
        let bytes = request(.reserve)
        let body = Array(bytes[16...])
        let command = try Command(decoding: body.span.bytes)
        guard case .reserve(let reserve) = command.operation else {
            Issue.record("no reserve")
            return
        }
        #expect(reserve.reservation.low == 5 << 40 + 1)
        #expect(reserve.lines == [ReserveLine(1, quantity: 1, at: 1_000)])
        let read = bytes.withUnsafeBytes { ReserveLayout.reservation(in: $0) }
        #expect(read?.level == LoadLoop.Level(sku: 1, location: 1_000))
        #expect(read?.id.low == reserve.reservation.low && read?.id.high == reserve.reservation.high)
    }

    @Test func `a batch has its reserves one behind the other`() {
        let one = request(.reserve).count - 16
        #expect(request(.batch(3)).count == 16 + 4 + 3 * (8 + one))
    }

    @Test func `outcome 1 is granted, any other refused`() throws {
        #expect(
            try answer(frame(.answer, sequence + [1, 7]), to: .reserve)
                == LoadLoop.Answer(length: 26, place: 3, granted: 1, refused: 0))
        #expect(
            try answer(frame(.answer, sequence + [255]), to: .reserve)
                == LoadLoop.Answer(length: 25, place: 3, granted: 0, refused: 1))
    }

    @Test func `a frame that has not come in full is waited for`() throws {
        let bytes = frame(.answer, sequence + [1])
        for count in 0..<bytes.count { #expect(try answer(Array(bytes[..<count]), to: .reserve) == nil) }
        #expect(try answer(bytes + bytes, to: .reserve)?.length == bytes.count)
    }

    @Test func `the entries of a batch are counted`() throws {
        let granted: [UInt8] = [9, 0, 0, 0, 17, 0, 0, 0] + sequence + [1]
        let refused: [UInt8] = [9, 0, 0, 0, 17, 0, 0, 0] + sequence + [255]
        let body = sequence + [3, 0, 0, 0] + granted + refused + granted
        #expect(try answer(frame(.answers, body), to: .batch(3))?.granted == 2)
        #expect(try answer(frame(.answers, body), to: .batch(3))?.refused == 1)
        #expect(throws: BenchmarkFailure.self) { try answer(frame(.answers, body), to: .batch(4)) }
        let failed: [UInt8] = [9, 0, 0, 0, 6, 0, 0, 0] + sequence + [9]
        #expect(throws: BenchmarkFailure.self) {
            try answer(frame(.answers, sequence + [1, 0, 0, 0] + failed), to: .batch(1))
        }
    }

    @Test func `an error, another answer and a frame without a header end the run`() {
        for bytes in [frame(.error, sequence + [9]), frame(.pong, sequence + sequence), Array(repeating: 0, count: 16)]
        {
            #expect(throws: BenchmarkFailure.self) { try answer(bytes, to: .reserve) }
        }
    }
}

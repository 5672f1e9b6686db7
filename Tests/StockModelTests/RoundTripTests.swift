import StockBytes
import StockModel
import Testing

extension BytesCodable {
    /// The value that these bytes are, or where they stop making sense.
    static func decoded(_ bytes: [UInt8]) -> Result<Self, BytesError> {
        var written = ByteWriter()
        written.append(bytes: bytes)
        do throws(BytesError) {
            return .success(try Self(decoding: written.span))
        } catch {
            return .failure(error)
        }
    }
}

@Suite struct RoundTripTests {
    @Test func `a command comes back from its bytes as it was`() {
        for command in Samples.commands { #expect(Command.decoded(command.encoded) == .success(command)) }
    }

    @Test func `a definition comes back from its bytes as it was`() {
        for definition in Samples.definitions {
            #expect(Definition.decoded(definition.encoded) == .success(definition))
        }
    }

    @Test func `an answer comes back from its bytes as it was`() {
        for answer in Samples.answers { #expect(Answer.decoded(answer.encoded) == .success(answer)) }
    }

    @Test func `a refusal comes back from its bytes as it was`() {
        for refusal in Samples.refusals { #expect(Refusal.decoded(refusal.encoded) == .success(refusal)) }
    }

    @Test func `the samples hold every operation, every refusal and every invalidity`() {
        #expect(Set(Samples.commands.map(\.operation.code)) == Set(StockModel.Operation.Code.allCases))
        #expect(Set(Samples.refusals.map(\.code)) == Set(Refusal.Code.allCases))
        #expect(Samples.refusals.count(where: { $0.code == .invalid }) == Invalidity.allCases.count)
    }
}

import StockBytes
import StockModel
import Testing

@Suite("What a command will look up")
struct CommandGlanceTests {
    private static let id = ReservationID(high: 3, low: 4)

    @Test(arguments: [false, true], [false, true])
    func `is found in its bytes, whatever stands before its body`(hasRequest: Bool, hasDevice: Bool) throws {
        func glance(_ operation: StockModel.Operation) -> CommandGlance? {
            var command = Command(issuedAt: .epoch, principal: 1, operation: operation)
            if hasRequest { command.request = RequestID(high: 1, low: 2) }
            if hasDevice { command.device = DeviceMark(device: 5, counter: 6) }
            var bytes = ByteWriter()
            command.encode(into: &bytes)
            return CommandGlance(bytes.span)
        }
        let lines = [ReserveLine(7, quantity: 1, at: 8), ReserveLine(9, quantity: 1, at: 10)]
        let reserve = try #require(glance(.reserve(Reserve(Self.id, channel: 1, owner: 2, lines: lines))))
        #expect(reserve.reservationHigh == 3 && reserve.reservationLow == 4)
        #expect(reserve.sku == 7 && reserve.location == 8)
        let others: [StockModel.Operation] = [
            .commit(Commit(Self.id)), .release(Release(Self.id)), .extend(Extend(Self.id)),
        ]
        for operation in others {
            let found = try #require(glance(operation))
            #expect(found.reservationHigh == 3 && found.reservationLow == 4 && found.sku == 0)
        }
        #expect(glance(.deleteDocument("a")) == nil)
    }

    @Test func `bytes that end early give nothing, or less`() {
        let lines = [ReserveLine(7, quantity: 1, at: 8)]
        let command = Command(
            issuedAt: .epoch, principal: 1, operation: .reserve(Reserve(Self.id, channel: 1, lines: lines)))
        var bytes = ByteWriter()
        command.encode(into: &bytes)
        for count in 0..<bytes.count {
            if let glance = CommandGlance(bytes.span(0..<count)) { #expect(glance.location == 0 && count >= 32) }
        }
    }
}

import RetailDocuments
import RetailReceiving
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("Goods are put away into places that have room, and serve who waited")
struct PutawayTests {
    private typealias House = Warehouse

    @Test func `PU-1: 200 and 100 reach their places, and receiving is empty`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePutaway(of: House.shirt, to: House.shelf, priority: 1, capacity: 200)
            try await place.definePutaway(of: House.shirt, to: House.bay, priority: 2, capacity: 300)
            try await House.arrive(300, stock)
            let result = try await place.putAway(House.shirt, from: House.receiving)
            #expect(result.assignments == [PutawayAssignment(House.shelf, 200), PutawayAssignment(House.bay, 100)])
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.shelf] == 200 && onHand[House.bay] == 100 && onHand[House.receiving] == 0)
        }
    }

    @Test func `PU-4: 4 bags to the place with more space and 2 to the other one`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePutaway(of: House.shirt, to: House.shelf, capacity: 3_000)
            try await House.arrive(1_000, stock)
            _ = try await place.putAway(House.shirt, inPacksOf: 1_000, from: House.receiving)
            try await place.definePutaway(of: House.shirt, to: House.bay, capacity: 4_000)
            try await House.arrive(6_000, stock)
            let result = try await place.putAway(House.shirt, inPacksOf: 1_000, from: House.receiving)
            #expect(result.assignments == [PutawayAssignment(House.bay, 4_000), PutawayAssignment(House.shelf, 2_000)])
        }
    }

    @Test func `PU-6: a place is cleared into the room of the others, and the rest stays in it`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePutaway(of: House.shirt, to: House.shelf, priority: 1, capacity: 200)
            try await House.arrive(200, stock)
            _ = try await place.putAway(House.shirt, from: House.receiving)
            try await place.definePutaway(of: House.shirt, to: House.bay, priority: 2, capacity: 100)
            let result = try await place.clear(of: House.shirt, outOf: House.shelf)
            #expect(result.assignments == [PutawayAssignment(House.bay, 100)] && result.unassigned == 100)
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.shelf] == 100 && onHand[House.bay] == 100 && onHand[House.transit] == 0)
        }
    }

    @Test func `what does not fit stays in receiving and is reported, and so is all where there is no place`()
        async throws
    {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await House.arrive(30, stock)
            #expect(try await place.putAway(House.shirt, from: House.receiving).unassigned == 30)
            try await place.definePlace(House.shelf, capacity: 20)
            let result = try await place.putAway(House.shirt, from: House.receiving)
            #expect(result.units == 20 && result.unassigned == 10)
            #expect(try await House.onHand(stock)[House.receiving] == 10)
        }
    }

    @Test func `a place with a capacity of its own takes no more of all SKUs together`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf, capacity: 25)
            try await place.definePutaway(of: House.cream, to: House.shelf, capacity: 20)
            try await House.arrive(10, stock)
            try await House.arrive(30, of: House.cream, stock)
            #expect(try await place.putAway(House.shirt, from: House.receiving).units == 10)
            #expect(try await place.putAway(House.cream, from: House.receiving).units == 15)
        }
    }

    @Test func `who waited for the goods is served in the same step, and named`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let session = StockSession(stock, principal: 1)
            let order = session.newReservationID()
            _ = try House.accepted(
                await session.reserve(
                    Reserve(
                        order, channel: House.channel, owner: 77, lines: [ReserveLine(House.shirt, quantity: 4)],
                        mode: .backorder)))
            try House.accepted(await session.commit(order))
            try await place.definePlace(House.shelf)
            try await House.arrive(10, stock)
            let result = try await place.putAway(House.shirt, from: House.receiving)
            #expect(result.served.map(\.reservation) == [order] && result.served.map(\.quantity) == [4])
        }
    }

    @Test func `many who put away at once do not overfill a place, and lose no unit`() async throws {
        try await House.everywhere { stock in
            try await Workplace(stock, principal: 1).definePlace(House.shelf, capacity: 30)
            try await Workplace(stock, principal: 1).definePutaway(of: House.cream, to: House.shelf, capacity: 18)
            try await House.arrive(40, stock)
            try await House.arrive(40, of: House.cream, stock)
            let units = try await withThrowingTaskGroup(of: Int64.self) { group in
                for person in UInt32(1)...8 {
                    group.addTask {
                        let place = Workplace(stock, principal: PrincipalID(rawValue: person))
                        let sku = person.isMultiple(of: 2) ? House.shirt : House.cream
                        return try await House.insisting { () throws(WorkflowFailure) in
                            try await place.putAway(sku, units: 10, from: House.receiving)
                        }.units
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(units == 30)
            let shirts = try await House.onHand(stock)
            let creams = try await House.onHand(of: House.cream, stock)
            #expect((shirts[House.shelf] ?? 0) + (creams[House.shelf] ?? 0) == 30)
            #expect(creams[House.shelf] ?? 0 <= 18)
            #expect((shirts[House.receiving] ?? 0) + (creams[House.receiving] ?? 0) == 50)
        }
    }

    @Test func `a site of 300 places puts away, clears and releases, at most into 100 places a step`() async throws {
        try await withTemporaryStock { stock, _ in
            try await House.prepare(stock)
            let numbers = UInt32(1_001)...1_300
            let definitions = numbers.map { number in
                Definition.location(
                    LocationDefinition(
                        LocationID(rawValue: number), kind: .stock, site: House.site, code: "BIN \(number)"))
            }
            try House.accepted(await StockSession(stock, principal: 1).define(definitions))
            let place = Workplace(stock, principal: 1)
            for part in [1_001...1_100, 1_101...1_200, 1_201...1_300] as [ClosedRange<UInt32>] {
                try await place.perform { step throws(WorkflowFailure) in
                    for number in part {
                        step.write(PutawayPlace(LocationID(rawValue: number), at: House.site, capacity: 2))
                        step.write(
                            PutawayRule(House.cream, to: LocationID(rawValue: number), at: House.site, capacity: 1))
                    }
                }
            }
            try await House.arrive(203, stock)
            try await House.arrive(5, of: House.cream, stock)
            let first = try await place.putAway(House.shirt, from: House.receiving)
            #expect(first.units == 200 && first.unassigned == 3 && first.assignments.count == 100)
            let second = try await place.putAway(House.shirt, from: House.receiving)
            #expect(second.assignments == [PutawayAssignment(1_101, 2), PutawayAssignment(1_102, 1)])
            let bins = try await place.putAway(House.cream, from: House.receiving).assignments
            #expect(bins.count == 5 && bins[0].place == 1_102)
            let cleared = try await place.clear(of: House.shirt, outOf: 1_001)
            #expect(cleared.units == 2 && cleared.unassigned == 0)
            try await House.arrive(4, stock)
            _ = try await place.inspect(
                4, of: House.shirt, at: House.receiving, as: "I",
                finding: Finding(.pass, sampled: 4, accepted: 4, reason: "good"))
            let released = try await place.release("I")
            #expect(released.putaway.units == 4)
        }
    }

    @Test func `what cannot be is refused by name, and changes nothing`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf)
            try await House.arrive(3, stock)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.shirt, units: 4, from: House.receiving)
                } == PutawayObstacle.notThere(House.shirt, asked: 4, there: 3, at: House.receiving))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.shirt, from: House.quarantine)
                } == PutawayObstacle.notReceiving(House.quarantine))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.shirt, units: 0, from: House.receiving)
                } == PutawayObstacle.quantityNotPositive(0))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.shirt, inPacksOf: 0, from: House.receiving)
                } == PutawayObstacle.quantityNotPositive(0))
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.definePlace(House.receiving) }
                    == PutawayObstacle.notAPlace(House.receiving))
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.definePlace(House.shelf, capacity: -1) }
                    == PutawayObstacle.capacityIsNegative(-1))
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.definePlace(99) }
                    == PutawayObstacle.unknownLocation(99))
            #expect(try await House.onHand(stock)[House.receiving] == 3)
        }
    }
}

import RetailReceiving
import StockBytes
import StockModel
import Testing

@Suite("A plan fills the places in order, and says what finds no room")
struct PutawayPlanTests {
    @Test func `PU-1: rule 1 takes 200 and rule 2 takes 300; of 300 come 200 and 100`() {
        let plan = PutawayPlan(
            300,
            into: [
                PutawayCandidate(2, priority: 2, capacity: 300, holding: 0),
                PutawayCandidate(1, priority: 1, capacity: 200, holding: 0),
            ])
        #expect(plan.assignments == [PutawayAssignment(1, 200), PutawayAssignment(2, 100)])
        #expect(plan.unassigned == 0)
    }

    @Test func `PU-4: of 6 bags 4 go where more is free and 2 to the other place of the same priority`() {
        let plan = PutawayPlan(
            6_000, inPacksOf: 1_000,
            into: [
                PutawayCandidate(1, priority: 1, capacity: 3_000, holding: 1_000),
                PutawayCandidate(2, priority: 1, capacity: 4_000, holding: 0),
            ])
        #expect(plan.assignments == [PutawayAssignment(2, 4_000), PutawayAssignment(1, 2_000)])
        #expect(plan.unassigned == 0)
    }

    @Test func `PU-6: 200 out of a place; the other one has room for 100, and 100 are reported`() {
        let plan = PutawayPlan(
            200,
            into: [
                PutawayCandidate(1, priority: 1, capacity: 200, holding: 0),
                PutawayCandidate(2, priority: 2, capacity: 100, holding: 0),
            ], leaving: 1)
        #expect(plan.assignments == [PutawayAssignment(2, 100)])
        #expect(plan.unassigned == 100)
    }

    @Test func `a bag is not opened to fill a place, and an opened one stays together behind the whole ones`() {
        let places = [
            PutawayCandidate(1, priority: 1, free: 25), PutawayCandidate(2, priority: 2, free: 12),
            PutawayCandidate(3, priority: 3, free: nil),
        ]
        #expect(
            PutawayPlan(37, inPacksOf: 10, into: places).assignments
                == [PutawayAssignment(1, 20), PutawayAssignment(2, 10), PutawayAssignment(3, 7)])
        #expect(PutawayPlan(19, inPacksOf: 12, into: Array(places.prefix(1))).assignments == [PutawayAssignment(1, 19)])
        let tight = PutawayPlan(19, inPacksOf: 12, into: [PutawayCandidate(1, priority: 1, free: 18)])
        #expect(tight.assignments == [PutawayAssignment(1, 12)] && tight.unassigned == 7)
    }

    @Test func `among equals with the same space the lower location goes first, and a full place takes nothing`() {
        let plan = PutawayPlan(
            5,
            into: [
                PutawayCandidate(9, priority: 1, free: 3), PutawayCandidate(4, priority: 1, free: 3),
                PutawayCandidate(1, priority: 0, capacity: 3, holding: 8),
            ])
        #expect(plan.assignments == [PutawayAssignment(4, 3), PutawayAssignment(9, 2)])
    }

    @Test func `whatever the places are, no unit is lost, no place overfilled, and what fits is placed`() {
        var random = SplitMix64(seed: 4)
        for _ in 0..<2_000 {
            let pack = Int64.random(in: 1...12, using: &random)
            let units = Int64.random(in: 0...100, using: &random)
            let places = (1...Int.random(in: 1...5, using: &random)).map { number in
                PutawayCandidate(
                    LocationID(rawValue: UInt32(number)), priority: .random(in: 1...3, using: &random),
                    free: Bool.random(using: &random) ? .random(in: 0...40, using: &random) : nil)
            }
            let plan = PutawayPlan(units, inPacksOf: pack, into: places, leaving: 1)
            #expect(plan.assignments.reduce(plan.unassigned) { $0 + $1.units } == units)
            for assignment in plan.assignments {
                let place = places.first { $0.place == assignment.place }
                #expect(assignment.units > 0 && assignment.units <= place?.free ?? .max && assignment.place != 1)
            }
            let takesAll = places.contains { $0.place != 1 && $0.free == nil }
            #expect(!takesAll || plan.unassigned == 0)
            #expect(plan.assignments.count(where: { $0.units % pack != 0 }) <= 1, "one opened pack, at one place")
        }
    }
}

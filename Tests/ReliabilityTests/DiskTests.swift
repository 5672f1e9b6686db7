import Foundation
import StockModel
import Testing

@testable import ReliabilityTrials

/// What the disk of the power cuts promises and takes away.
struct DiskTests {
    private static let page = FileContent.pageBytes

    private func bytes(_ value: UInt8, _ count: Int = page) -> [UInt8] { [UInt8](repeating: value, count: count) }

    @Test func `a write that ended before the flush began is durable when the flush has ended, a later one is not`() {
        let file = DiskFile()
        file.begin(.write(bytes(1), count: Self.page, at: 0), call: 1)
        file.end(1, result: Self.page)
        file.begin(.write(bytes(2), count: Self.page, at: 0), call: 2)
        let flushed = file.flushed()
        file.end(2, result: Self.page)
        file.makeDurable(flushed)
        #expect(file.durable.pages[0] == bytes(1))
        #expect(file.cached.pages[0] == bytes(2))
        #expect(file.pending.count == 1)
    }

    @Test func `an older write that is still pending does not come back over one that is durable`() {
        let file = DiskFile()
        file.begin(.write(bytes(1, 3 * Self.page), count: 3 * Self.page, at: 0), call: 1)
        file.end(1, result: 3 * Self.page)
        file.begin(.write(bytes(2), count: Self.page, at: Self.page), call: 2)
        file.end(2, result: Self.page)
        file.makeDurable([2])
        #expect(file.cached.pages == [0: bytes(1), 1: bytes(2), 2: bytes(1)])
    }

    @Test func `a failed write is none, and a short one counts as far as it came`() {
        let file = DiskFile()
        file.begin(.write(bytes(1), count: Self.page, at: 0), call: 1)
        file.end(1, result: -1)
        #expect(file.cached.size == 0)
        file.begin(.write(bytes(2), count: Self.page, at: 0), call: 2)
        file.end(2, result: 100)
        #expect(file.cached.size == 100)
    }

    @Test func `names that were not flushed come in their order, as far as they come`() {
        let folder = DiskFolder()
        let file = DiskFolder.Entry.file(DiskFile())
        folder.change(.add("new", file))
        folder.makeDurable(first: 1)
        folder.change(.rename("new", to: "old"))
        folder.change(.add("next", file))
        #expect(folder.entries(afterFirst: 0).keys.sorted() == ["new"])
        #expect(folder.entries(afterFirst: 1).keys.sorted() == ["old"])
        #expect(folder.entries(afterFirst: 2).keys.sorted() == ["next", "old"])
    }

    @Test func `the events of a sale and a hold add up to the levels`() {
        var sums = LevelSums()
        let change = PromiseChange(
            reservation: 1, transition: .held, line: 0, sku: 7, location: TrialShop.shelf, quantity: 3)
        let event = { (change: PromiseChange) in
            FeedEvent(sequence: 1, time: .epoch, principal: 1, changes: [.promise(change)], movements: [])
        }
        sums.add(event(change))
        var committed = change
        committed.transition = .committed
        committed.quantity = 2
        sums.add(event(committed))
        #expect(sums.at(7, TrialShop.shelf) == LevelSums.Units(onHand: 0, held: 1, committed: 2))
    }
}

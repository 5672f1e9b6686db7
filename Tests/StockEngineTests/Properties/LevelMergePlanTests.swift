import Testing

@testable import StockEngine

@Suite("How many levels a checkpoint brings to their pages")
struct LevelMergePlanTests {
    @Test(arguments: [0, 1, 100, 300_000], [0, 2_000_000])
    func `never more than there are, also where the table has no pages yet`(pages: Int, unmerged: Int) {
        let plan = LevelMergePlan(unmergedMax: 2_000_000, pagesWanted: 16_000)
        guard case .part(let levels) = plan.step(changed: 1_000_000, unmerged: unmerged, pages: pages) else {
            Issue.record("a million new levels split more pages than are wanted")
            return
        }
        #expect((1...1_000_000 + unmerged).contains(levels))
    }

    @Test func `as many as keep what waits within its limit`() {
        let plan = LevelMergePlan(unmergedMax: 2_000_000, pagesWanted: 16_000)
        #expect(plan.step(changed: 500_000, unmerged: 2_000_000, pages: 300_000) == .part(levels: 500_000))
        #expect(plan.step(changed: 1_000, unmerged: 0, pages: 300_000) == .everything)
    }
}

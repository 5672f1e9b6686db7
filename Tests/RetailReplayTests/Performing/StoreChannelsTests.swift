import StockModel
import Testing

@testable import RetailReplay

struct StoreChannelsTests {
    @Test func `every store has its two channels, also beyond what one channel takes`() {
        let channels = StoreChannels(existing: [], stores: 1...2_500)
        #expect(channels.definitions.map(\.code) == ["pickup", "till", "pickup-2", "till-2", "pickup-3", "till-3"])
        #expect(channels.definitions.map(\.sites.count) == [1_024, 1_024, 1_024, 1_024, 452, 452])
        #expect(channels.pickup(at: 1) == 1 && channels.till(at: 1) == 2)
        #expect(channels.pickup(at: 1_025) == 11 && channels.till(at: 2_500) == 22)
    }

    @Test func `a store keeps its place when others come`() {
        let first = StoreChannels(existing: [], stores: [7, 3])
        let second = StoreChannels(existing: first.definitions, stores: [1, 7])
        #expect(second.definitions.first?.sites.map(\.site) == [3, 7, 1])
        #expect(second.pickupChannel(of: 3) == 1 && second.pickupChannel(of: 4) == nil)
    }
}

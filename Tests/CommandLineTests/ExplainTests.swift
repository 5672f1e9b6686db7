import Foundation
import StockAPI
import StockEngine
import StockModel
import Testing

struct ExplainTests {
    /// Shirts at two sites, three held by one owner until a time that the test does not wait for, two committed.
    private func withStore(_ body: (_ path: String) throws -> Void) async throws {
        let folder = try TestFolder()
        let path = folder.file("store")
        let stock = try await Stockroom.open(at: path)
        let session = StockSession(stock, principal: 1)
        let web = ChannelDefinition(
            1, code: "WEB", sites: [ChannelSite(1, buffer: 1), ChannelSite(2)], defaultHoldMilliseconds: 3_600_000)
        let shirtAndSocks = [KitComponent(7, quantity: 1), KitComponent(8, quantity: 2)]
        _ = try await session.define([
            .sku(SKUDefinition(7, code: "SHIRT")), .sku(SKUDefinition(8, code: "SOCK")),
            .sku(SKUDefinition(10, code: "HAT")),
            .sku(SKUDefinition(9, code: "OUTFIT", components: shirtAndSocks)),
            .site(SiteDefinition(1, code: "TOWN")), .site(SiteDefinition(2, code: "HARBOUR")),
            .location(LocationDefinition(11, kind: .stock, site: 1, code: "FLOOR")),
            .location(LocationDefinition(21, kind: .stock, site: 2, code: "LOFT")),
            .location(LocationDefinition(91, kind: .supplier, code: "SUPPLIER")), .channel(web),
            .policy(ChannelPolicy(1, 7, cap: Cap(6))),
            .channel(ChannelDefinition(2, code: "CATALOGUE", sites: [1], acceptsBackorders: true)),
        ])
        _ = try await session.move(
            Move(
                .receive,
                lines: [
                    MoveLine(7, quantity: 10, from: 91, to: 11), MoveLine(7, quantity: 4, from: 91, to: 21),
                    MoveLine(8, quantity: 6, from: 91, to: 11),
                ]))
        _ = try await session.reserve(
            Reserve(1, channel: 1, owner: 5, lines: [ReserveLine(7, quantity: 3, at: 11)]))
        _ = try await session.reserve(Reserve(2, channel: 1, lines: [ReserveLine(7, quantity: 2, at: 21)]))
        _ = try await session.commit(2)
        let hats = [ReserveLine(10, quantity: 3)]
        _ = try await session.reserve(
            Reserve(3, channel: 2, owner: 6, lines: hats, mode: .backorder, sourcing: .byRank(splitsMax: 1)))
        _ = try await session.commit(3)
        _ = try await session.release(3, quantities: [LineQuantity(line: 0, quantity: 2)])
        try await stock.close()
        try body(path)
    }

    @Test func `what can be sold is told with caps, sites and the promises in the way`() async throws {
        try await withStore { path in
            let json = try Program.run("explain", "7", "--channel", "WEB", "--data", path, "--json").json
            #expect(json["available_to_sell"] as? Int == 1)
            let caps = try #require(json["caps"] as? [[String: Int]])
            #expect(caps == [["sku": 7, "cap": 6, "used": 5, "left": 1]])
            let sites = try #require(json["sites"] as? [[String: Any]])
            #expect(sites.map { $0["free"] as? Int } == [6, 2] && sites.map { $0["buffer"] as? Int } == [1, 0])
            let promises = try #require(json["promises"] as? [[String: Any]])
            #expect(
                promises.map { $0["held"] as? Int } == [3, 0] && promises.map { $0["committed"] as? Int } == [0, 2])
            #expect(promises[0]["deadline"] != nil && promises[1]["deadline"] == nil)
            #expect(promises[0]["owner"] as? String == "00000000-0000-0000-0000-000000000005")

            let text = try Program.run("explain", "7", "--channel", "1", "--promises", "1", "--data", path)
            #expect(text.status == 0 && text.output.hasPrefix("SKU 7 SHIRT, channel 1 WEB: 1 can be sold\n"))
            #expect(text.output.contains("there are more: --promises 100 shows them"))
        }
    }

    @Test func `a kit is told by the component that limits it`() async throws {
        try await withStore { path in
            let json = try Program.run("explain", "9", "--channel", "WEB", "--data", path, "--json").json
            #expect(json["available_to_sell"] as? Int == 1)
            let sites = try #require(json["sites"] as? [[String: Any]])
            #expect(
                sites.map { $0["limiting_component"] as? Int } == [8, 8] && sites.map { $0["free"] as? Int } == [2, 0])
            #expect(
                try Program.run("explain", "9", "--channel", "1", "--data", path).output.contains("a kit has no stock"))
        }
    }

    @Test func `orders that wait are told in order of promise`() async throws {
        try await withStore { path in
            let json = try Program.run("explain", "10", "--channel", "WEB", "--data", path, "--json").json
            let waiting = try #require(json["waiting"] as? [[String: Any]])
            #expect(waiting.map { $0["backordered"] as? Int } == [1] && waiting.map { $0["short"] as? Int } == [0])
            #expect(waiting[0]["owner"] as? String == "00000000-0000-0000-0000-000000000006")
            #expect(json["more_waiting"] as? Bool == false)
            let text = try Program.run("explain", "10", "--channel", "1", "--data", path).output
            #expect(text.contains("waiting for units, first come first served:"))
        }
    }

    @Test func `an unknown SKU or channel is named, with what there is`() async throws {
        try await withStore { path in
            let sku = try Program.run("explain", "404", "--channel", "WEB", "--data", path)
            #expect(sku.status == 1 && sku.errors.contains("SKU 404 is not defined"))
            let channel = try Program.run("explain", "7", "--channel", "TILL", "--data", path)
            #expect(channel.status == 1 && channel.errors.contains("the store has 1 (WEB)"))
        }
    }
}

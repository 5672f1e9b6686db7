@testable import StockSimulation
import StockModel

extension RefusalCase {
    private static let oneShirt = ReserveLine(Shops.shirt, quantity: 1)

    static let ofReserve = [
        RefusalCase(
            "reserve for a channel that is not defined", reserve([oneShirt], channel: Shops.noChannel),
            is: .unknownChannel(Shops.noChannel)),
        RefusalCase(
            "reserve 101 lines", reserve(Array(repeating: oneShirt, count: 101)), is: .limit(max: 100)),
        RefusalCase("reserve nothing", reserve([]), is: .noLines),
        RefusalCase("reserve for no time", reserve([oneShirt], hold: 0), is: .holdNotPositive),
        RefusalCase("reserve for less than no time", reserve([oneShirt], hold: -2), is: .holdNotPositive),
        RefusalCase(
            "reserve no unit", reserve([oneShirt, ReserveLine(Shops.hat, quantity: 0)]), is: .quantityNotPositive),
        RefusalCase(
            "reserve less than no unit", reserve([ReserveLine(Shops.hat, quantity: .min)]), is: .quantityNotPositive),
        RefusalCase(
            "reserve a SKU that is not defined", reserve([oneShirt, ReserveLine(Shops.noSKU, quantity: 1)]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "reserve a SKU that is not on sale any more", reserve([ReserveLine(Shops.discontinued, quantity: 1)]),
            is: .skuInactive(Shops.discontinued)),
        RefusalCase(
            "reserve at a location that is not defined",
            reserve([ReserveLine(Shops.shirt, quantity: 1, at: Shops.noLocation)]),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "reserve for pickup at a site that is not defined", reserve([oneShirt], from: .site(Shops.noSite)),
            is: .unknownSite(Shops.noSite)),
        RefusalCase(
            "reserve more than can be counted",
            reserve([ReserveLine(Shops.shirt, quantity: .max), oneShirt]), is: .overflow),
        RefusalCase(
            "of two faults of a line the first is told: quantity before SKU",
            reserve([ReserveLine(Shops.noSKU, quantity: 0)]), is: .quantityNotPositive),
        RefusalCase(
            "of faults in two lines the first line's is told",
            reserve([ReserveLine(Shops.noSKU, quantity: 1), ReserveLine(Shops.shirt, quantity: 0)]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "the lines are judged before the pickup site",
            reserve([ReserveLine(Shops.shirt, quantity: 0)], from: .site(Shops.noSite)), is: .quantityNotPositive),
    ]

    private static func replacing(
        _ replaced: ReservationID, _ quantity: Quantity = 1, channel: ChannelID = Shops.web, owner: OwnerID = .nobody
    ) -> StockModel.Operation {
        .reserve(
            Reserve(
                2, channel: channel, owner: owner, lines: [ReserveLine(Shops.shirt, quantity: quantity)],
                replaces: replaced))
    }

    static let ofReplacing = [
        RefusalCase("replace what is not known", replacing(404), is: .notFound),
        RefusalCase("replace a hold of another owner", given: [held], replacing(1, owner: 9), is: .notReplaceable),
        RefusalCase(
            "replace a hold of another channel", given: [held], replacing(1, channel: Shops.tills), is: .notReplaceable),
        RefusalCase(
            "replace what was released", given: [held, released], replacing(1), is: .alreadyResolved(as: .released)),
        RefusalCase(
            "replace what is committed", given: [held, committed], replacing(1), is: .alreadyResolved(as: .committed)),
        RefusalCase(
            "replace a hold that has ended", given: [held], wait: 900_000, replacing(1),
            is: .expired(at: Shops.opening.advanced(byMilliseconds: 900_000))),
        RefusalCase(
            "replace with more than there is", given: [held], replacing(1, 13),
            is: .insufficientStock([short(Shops.shirt, 13, of: 12)])),
        RefusalCase(
            "extend what was superseded", given: [held, replacing(1)], .extend(Extend(1)), is: .superseded(by: 2)),
        RefusalCase(
            "commit what was superseded", given: [held, replacing(1)], .commit(Commit(1, revives: true)),
            is: .superseded(by: 2)),
        RefusalCase(
            "release what was superseded", given: [held, replacing(1)], released, is: .superseded(by: 2)),
        RefusalCase(
            "fulfil what was superseded", given: [held, replacing(1)], fulfilled, is: .superseded(by: 2)),
        RefusalCase(
            "replace what was superseded", given: [held, replacing(1)],
            .reserve(
                Reserve(
                    3, channel: Shops.web, lines: [ReserveLine(Shops.shirt, quantity: 1)], replaces: 1)),
            is: .superseded(by: 2)),
    ]

    /// The web leaves three of everything in town, and one at the harbour.
    private static let buffered = StockModel.Operation.define([
        .channel(
            ChannelDefinition(
                Shops.web, code: "WEB",
                sites: [ChannelSite(Shops.town, buffer: 3), ChannelSite(Shops.harbour, buffer: 1)]))
    ])

    static let ofSourcing = [
        RefusalCase(
            "two lines of one SKU together are more than there is",
            reserve([ReserveLine(Shops.shirt, quantity: 6), ReserveLine(Shops.shirt, quantity: 7)]),
            is: .insufficientStock([short(Shops.shirt, 13, of: 12)])),
        RefusalCase(
            "every short SKU is listed, in order of first appearance",
            reserve([
                ReserveLine(Shops.belt, quantity: 1), ReserveLine(Shops.hat, quantity: 1),
                ReserveLine(Shops.shirt, quantity: 20),
            ]),
            is: .insufficientStock([short(Shops.belt, 1, of: 0), short(Shops.shirt, 20, of: 12)])),
        RefusalCase(
            "located sums stand first, and what they take is not there for the others",
            reserve([
                ReserveLine(Shops.shirt, quantity: 9), ReserveLine(Shops.hat, quantity: 2, at: Shops.townFloor),
                ReserveLine(Shops.shirt, quantity: 4, at: Shops.townFloor),
            ]),
            is: .insufficientStock([
                short(Shops.hat, at: Shops.townFloor, 2, of: 1), short(Shops.shirt, 9, of: 8),
            ])),
        RefusalCase(
            "what is promised to others is not there", given: [held],
            reserve([ReserveLine(Shops.shirt, quantity: 11)], as: 2),
            is: .insufficientStock([short(Shops.shirt, 11, of: 10)])),
        RefusalCase(
            "a channel finds nothing at a site that is not its own",
            given: [Shops.delivery([(Shops.belt, 5, Shops.outletFloor)])],
            reserve([ReserveLine(Shops.belt, quantity: 1, at: Shops.outletFloor)], channel: Shops.tills),
            is: .insufficientStock([short(Shops.belt, at: Shops.outletFloor, 1, of: 0)])),
        RefusalCase(
            "a channel finds nothing where nothing is sold",
            given: [Shops.delivery([(Shops.belt, 5, Shops.townReceiving)])],
            reserve([ReserveLine(Shops.belt, quantity: 1, at: Shops.townReceiving)]),
            is: .insufficientStock([short(Shops.belt, at: Shops.townReceiving, 1, of: 0)])),
        RefusalCase(
            "for pickup only the pickup site counts",
            reserve([ReserveLine(Shops.shirt, quantity: 5)], from: .site(Shops.harbour)),
            is: .insufficientStock([short(Shops.shirt, 5, of: 4)])),
        RefusalCase(
            "for pickup at a site that is not the channel's, nothing is there",
            given: [Shops.delivery([(Shops.belt, 5, Shops.outletFloor)])],
            reserve([ReserveLine(Shops.belt, quantity: 1)], channel: Shops.tills, from: .site(Shops.outlet)),
            is: .insufficientStock([short(Shops.belt, 1, of: 0)])),
        RefusalCase(
            "enough in all, but not at one site",
            reserve([ReserveLine(Shops.hat, quantity: 2), ReserveLine(Shops.shirt, quantity: 1)]),
            is: .insufficientSingleLocation([short(Shops.hat, 2, of: 2), short(Shops.shirt, 1, of: 12)])),
        RefusalCase(
            "enough in all, but not at two sites",
            given: [Shops.delivery([(Shops.hat, 1, Shops.outletFloor)])],
            reserve([ReserveLine(Shops.hat, quantity: 3)], from: .byRank(splitsMax: 1)),
            is: .insufficientSingleLocation([short(Shops.hat, 3, of: 3)])),
        RefusalCase(
            "more holds of an owner than the channel allows",
            given: [
                .define([
                    .channel(ChannelDefinition(Shops.web, code: "WEB", sites: [Shops.town], holdsPerOwnerMax: 1))
                ]),
                .reserve(Reserve(1, channel: Shops.web, owner: 7, lines: [oneShirt])),
            ],
            .reserve(Reserve(2, channel: Shops.web, owner: 7, lines: [oneShirt])), is: .tooManyHolds(max: 1)),
        RefusalCase(
            "more than the cap leaves",
            given: [.define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(3)))]), held],
            reserve([ReserveLine(Shops.shirt, quantity: 1), ReserveLine(Shops.shirt, quantity: 1)], as: 2),
            is: .capExceeded([CapUse(sku: Shops.shirt, cap: 3, used: 2, requested: 2)])),
        RefusalCase(
            "in part, when the cap leaves nothing",
            given: [.define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(0)))])],
            reserve([ReserveLine(Shops.shirt, quantity: 1)], as: 2, mode: .partial),
            is: .capExceeded([CapUse(sku: Shops.shirt, cap: 0, used: 0, requested: 1)])),
        RefusalCase(
            "a till sells no more than the cap leaves",
            given: [.define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(1)))])],
            sell([SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)]),
            is: .capExceeded([CapUse(sku: Shops.shirt, cap: 1, used: 0, requested: 2)])),
        RefusalCase(
            "a late payment revives no more than the cap leaves",
            given: [held, .define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(1)))])], wait: 900_000,
            .commit(Commit(1, revives: true)),
            is: .capExceeded([CapUse(sku: Shops.shirt, cap: 1, used: 0, requested: 2)])),
        RefusalCase(
            "what another channel has earmarked is not there",
            given: [
                .define([
                    .policy(ChannelPolicy(Shops.tills, Shops.hat, sites: [SitePolicy(Shops.town, earmark: 1)]))
                ])
            ],
            reserve([ReserveLine(Shops.hat, quantity: 1, at: Shops.townFloor)]),
            is: .insufficientStock([short(Shops.hat, at: Shops.townFloor, 1, of: 0)])),
        RefusalCase(
            "RS-7: a cart with two kits that need the same unit is refused by the name of the component",
            given: [Shops.delivery([(Shops.sock, 3, Shops.townFloor)])],
            reserve([ReserveLine(Shops.outfit, quantity: 1), ReserveLine(Shops.gift, quantity: 1)]),
            is: .insufficientStock([short(Shops.sock, 4, of: 3)])),
        RefusalCase(
            "a kit with a component that is not on sale any more",
            given: [.define([.sku(SKUDefinition(Shops.sock, code: "S", isActive: false))])],
            reserve([ReserveLine(Shops.outfit, quantity: 1)]), is: .skuInactive(Shops.sock)),
        RefusalCase(
            "a kit whose components lie at two sites",
            given: [Shops.delivery([(Shops.sock, 2, Shops.outletFloor)])],
            reserve([ReserveLine(Shops.outfit, quantity: 1)], from: .byRank(splitsMax: 5)),
            is: .insufficientSingleLocation([short(Shops.shirt, 1, of: 12), short(Shops.sock, 2, of: 2)])),
        RefusalCase(
            "more splits than a request can have",
            reserve([ReserveLine(Shops.hat, quantity: 1)], from: .wholeOrderFirst(splitsMax: 64)),
            is: .limit(max: 63)),
        RefusalCase(
            "what is in the buffer of a site is not there, at the site or at a location",
            given: [buffered],
            reserve([
                ReserveLine(Shops.shirt, quantity: 9), ReserveLine(Shops.hat, quantity: 1, at: Shops.townFloor),
            ]),
            is: .insufficientStock([
                short(Shops.hat, at: Shops.townFloor, 1, of: 0), short(Shops.shirt, 9, of: 8),
            ])),
        RefusalCase(
            "what one location of a site gives is not left of the site's buffer for another",
            given: [buffered],
            reserve([
                ReserveLine(Shops.shirt, quantity: 4, at: Shops.townFloor),
                ReserveLine(Shops.shirt, quantity: 2, at: Shops.townCellar),
            ]),
            is: .insufficientStock([short(Shops.shirt, at: Shops.townCellar, 2, of: 1)])),
        RefusalCase(
            "a till of a channel with a buffer sells nothing of it", given: [buffered],
            sell([SellLine(Shops.hat, quantity: 1, at: Shops.townFloor)]),
            is: .insufficientStock([short(Shops.hat, at: Shops.townFloor, 1, of: 0)])),
        RefusalCase(
            "in part, when nothing at all is there",
            reserve(
                [ReserveLine(Shops.belt, quantity: 1), ReserveLine(Shops.sock, quantity: 2, at: Shops.townFloor)],
                mode: .partial),
            is: .insufficientStock([
                short(Shops.sock, at: Shops.townFloor, 2, of: 0), short(Shops.belt, 1, of: 0),
            ])),
    ]
}

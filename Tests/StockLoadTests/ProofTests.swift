import StockAPI
import StockModel
import StockTesting
import Testing

@testable import StockLoad

/// What a rehearsal proves, and that it finds every way in which a stock could lie.
struct ProofTests {
    /// A closed loop on a stock of ten SKUs, with as many requests as it takes for every kind to come often.
    private static func prove(
        _ lie: TamperedStock.Lie? = nil, mix: String = "browse=2,reserve=10,commit=5,release=3,sell=3,receive=1",
        units: Int64 = 1_000_000, cap: Int64? = nil, holdMilliseconds: Int64? = nil, lines: ClosedRange<Int> = 1...3,
        unitsPerLine: Int64 = 1, pause: Duration = .zero
    ) async throws -> (ProofResult, LoadRecord) {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 10, sites: 2, channels: 2, unitsPerSite: units, cap: cap)
            try await prepared.prepare(session) { _ in }
            var scenario = LoadScenario(.closedLoop(callers: 8, seconds: 600), on: try #require(prepared.stock))
            scenario.requestsMax = 1_500
            scenario.mix = try #require(ActionMix(mix))
            scenario.linesPerCart = lines
            scenario.unitsPerLine = unitsPerLine...unitsPerLine
            scenario.holdMilliseconds = holdMilliseconds
            let tampered = TamperedStock(stock, lie: lie)
            let proof = try await LoadProof.begin(scenario.stock, on: tampered)
            let worker = LoadWorker(scenario, to: tampered, as: 1, began: .systemNow)
            let record = await worker.run(from: .now, intervalSeconds: 0.25) { _ in }
            try await Task.sleep(for: pause)
            return (await proof.finish([worker.answers], lookUp: 100), record)
        }
    }

    @Test func `of an honest stock everything is found: no loss, nothing twice, nothing oversold`() async throws {
        let (proof, record) = try await Self.prove()
        #expect(proof.holds, "\(proof)")
        #expect(record.results.errors == 0)
        let accepted = [LoadAction.reserve, .sell].reduce(0) { $0 + (record.actions[$1]?.results.accepted ?? 0) }
        #expect(proof.acknowledged == accepted && accepted > 300)
        #expect(proof.receipts == record.actions[.receive]?.results.accepted ?? 0)
        #expect(proof.levels >= 20 && proof.lookedUp > 50)
    }

    @Test func `holds that end meanwhile are no difference`() async throws {
        let (proof, _) = try await Self.prove(mix: "reserve=5,commit=2,abandon=5", holdMilliseconds: 300)
        #expect(proof.holds, "\(proof)")
    }

    @Test func `where the stock runs out everybody hears it, and exactly the stock is granted`() async throws {
        let (proof, record) = try await Self.prove(mix: "reserve=1", units: 3, lines: 1...1)
        #expect(proof.holds, "\(proof)")
        #expect(proof.acknowledged == 60)
        #expect(record.results.refused["insufficientStock"] ?? 0 > 0)
    }

    @Test func `a channel keeps its cap`() async throws {
        let (proof, record) = try await Self.prove(mix: "reserve=1", cap: 4, lines: 1...1)
        #expect(proof.holds && proof.caps == 20, "\(proof)")
        #expect(proof.acknowledged == 80)
        #expect(record.results.refused["capExceeded"] ?? 0 > 0)
    }

    @Test func `a reservation that was acknowledged and is not there is lost`() async throws {
        let (proof, _) = try await Self.prove(.acknowledgesWithoutDoing)
        #expect(proof.lost > 0 && !proof.holds)
    }

    @Test func `an answer that says something else than the event contradicts it`() async throws {
        let (proof, _) = try await Self.prove(.answersWithOtherUnits)
        #expect(proof.contradicted > 0 && proof.lost == 0 && !proof.holds)
    }

    @Test func `what was never answered may be there or not, and is counted`() async throws {
        let (proof, record) = try await Self.prove(.losesAnswers)
        #expect(proof.holds, "\(proof)")
        #expect(proof.uncertain == record.results.unknown && proof.uncertain > 0)
        #expect(proof.uncertainGranted == proof.uncertain)
    }

    @Test func `a reservation that nobody was told of is found`() async throws {
        let (proof, _) = try await Self.prove(.reservesForNobody)
        #expect(proof.unannounced > 0 && !proof.holds)
    }

    @Test func `a reservation that happens at two sequences is granted twice`() async throws {
        let (proof, _) = try await Self.prove(.repeatsEvents, mix: "reserve=1")
        #expect(proof.grantedTwice > 0 && !proof.holds)
    }

    @Test func `levels that are others than the events come to are found`() async throws {
        let (proof, _) = try await Self.prove(.showsOtherLevels)
        #expect(proof.levelsDiffering == proof.levels && !proof.holds)
    }

    @Test func `reservations that cannot be looked up are found`() async throws {
        let (proof, _) = try await Self.prove(.findsNoReservation)
        #expect(proof.lookedUpDiffering == proof.lookedUp && !proof.holds)
    }

    @Test func `receipts that were booked twice are found`() async throws {
        let (proof, _) = try await Self.prove(.receivesTwice)
        #expect(proof.contradicted > 0 && !proof.holds)
    }

    @Test func `an order that the store gives up by itself is found`() async throws {
        let (proof, _) = try await Self.prove(.losesCommitted)
        #expect(proof.contradicted > 0 && !proof.holds)
    }

    @Test func `fewer units than were asked for are found, also where answer and event agree`() async throws {
        let (proof, _) = try await Self.prove(.grantsFewer, unitsPerLine: 3)
        #expect(proof.contradicted > 0 && !proof.holds)
    }

    @Test func `a hold that ends before the answer said is found`() async throws {
        let (proof, _) = try await Self.prove(.endsHoldsEarly, mix: "reserve=1", pause: .milliseconds(300))
        #expect(proof.contradicted > 0 && !proof.holds)
    }

    @Test func `a sale whose goods do not leave is found`() async throws {
        let (proof, _) = try await Self.prove(.keepsSoldGoods, mix: "sell=1")
        #expect(proof.contradicted == proof.acknowledged && !proof.holds)
    }

    @Test func `one receipt that was never answered hides no other`() async throws {
        let (proof, record) = try await Self.prove(.receivesMore, mix: "receive=1")
        #expect(proof.uncertain == 1 && proof.contradicted == proof.receipts && !proof.holds)
        #expect(proof.receipts == record.results.accepted)
    }

    @Test func `a reservation under a number that was never asked for is found`() async throws {
        let (proof, _) = try await Self.prove(.reservesAhead, mix: "reserve=1")
        #expect(proof.unannounced == proof.acknowledged && !proof.holds)
    }

    @Test func `a cap counts what was used of it before, and one that is changed meanwhile proves nothing`()
        async throws
    {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 1, sites: 1, channels: 1, unitsPerSite: 1_000, cap: 4)
            let ready = try #require(prepared.stock)
            func rehearse(_ change: () async throws -> Void = {}) async throws -> ProofResult {
                try await prepared.prepare(session) { _ in }
                var scenario = LoadScenario(.closedLoop(callers: 2, seconds: 600), on: ready)
                scenario.mix = .reserveOnly
                scenario.requestsMax = 20
                let proof = try await LoadProof.begin(ready, on: stock)
                try await change()
                let worker = LoadWorker(scenario, to: stock, as: 1, began: .systemNow)
                _ = await worker.run(from: .now, intervalSeconds: 0.25) { _ in }
                return await proof.finish([worker.answers], lookUp: 10)
            }
            let first = try await rehearse()
            #expect(first.holds && first.acknowledged == 4, "\(first)")
            let second = try await rehearse()
            #expect(second.holds && second.acknowledged == 4, "\(second)")
            let changed = try await rehearse {
                let policy = ChannelPolicy(.init(rawValue: ready.channels[0]), SKU(rawValue: PreparedStock.firstSKU))
                let defined = try await session.define([.policy(policy)])
                #expect(defined.isAccepted)
            }
            #expect(changed.gap != nil && !changed.holds)
        }
    }

    @Test func `of a cap what others used before and have given up since is free`() {
        let key = CapBook.Key(channel: 0, sku: 7)
        var book = CapBook([key: .init(cap: Cap(10), usedBefore: 8)], channels: [1])
        func change(_ transition: PromiseChange.Transition, _ quantity: Quantity) -> PromiseChange {
            PromiseChange(
                reservation: 1, transition: transition, line: 0, sku: 7, location: 1, quantity: quantity)
        }
        book.apply(change(.held, 2), channel: 0, at: .epoch)
        #expect(book.exceeded == 0)
        book.apply(change(.held, 1), channel: 0, at: .epoch)
        #expect(book.exceeded == 1)
        book.applyOther(change(.expired, 1))
        book.apply(change(.releasedHeld, 1), channel: 0, at: .epoch)
        book.apply(change(.held, 1), channel: 0, at: .epoch)
        #expect(book.exceeded == 1)
    }

    @Test func `kits are rehearsed by what they are made of`() async throws {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 2, sites: 1, channels: 1, unitsPerSite: 1_000)
            try await prepared.prepare(session) { _ in }
            let kit: SKU = 77
            let parts = [PreparedStock.firstSKU, PreparedStock.firstSKU + 1].map { SKU(rawValue: $0) }
            let definition = SKUDefinition(
                kit, code: "KIT", components: [.init(parts[0], quantity: 2), .init(parts[1], quantity: 1)])
            let defined = try await session.define([.sku(definition)])
            #expect(defined.isAccepted)
            var ready = try #require(prepared.stock)
            ready.skus = try #require(NumberRanges("77"))
            var scenario = LoadScenario(.closedLoop(callers: 2, seconds: 600), on: ready)
            scenario.mix = try #require(ActionMix("reserve=3,commit=1,release=1"))
            scenario.requestsMax = 200
            let proof = try await LoadProof.begin(ready, on: stock)
            let worker = LoadWorker(scenario, to: stock, as: 1, began: .systemNow)
            _ = await worker.run(from: .now, intervalSeconds: 0.25) { _ in }
            let result = await proof.finish([worker.answers], lookUp: 50)
            #expect(result.holds && result.acknowledged > 50 && result.levels >= 2, "\(result)")
        }
    }

    @Test func `holds that end all the time, before and after, are no difference`() async throws {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 20, sites: 1, channels: 1, unitsPerSite: 1_000_000)
            try await prepared.prepare(session) { _ in }
            var scenario = LoadScenario(
                .openLoop(try #require(ArrivalCurve.steady(200, seconds: 2)), spacing: .even),
                on: try #require(prepared.stock))
            scenario.mix = .reserveOnly
            scenario.holdMilliseconds = 2_000
            for seed in 1...2 {
                scenario.seed = UInt64(seed)
                // The second one begins while the holds of the first end, one every five milliseconds.
                let proof = try await LoadProof.begin(scenario.stock, on: stock)
                let worker = LoadWorker(scenario, to: stock, as: 1, began: .systemNow)
                _ = await worker.run(from: .now, intervalSeconds: 0.25) { _ in }
                let result = await proof.finish([worker.answers], lookUp: 20)
                #expect(result.holds, "\(result)")
            }
        }
    }

    @Test func `where events are not kept nothing is proven`() async throws {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 2, sites: 1, channels: 1, unitsPerSite: 10)
            try await prepared.prepare(session) { _ in }
            let proof = try await LoadProof.begin(try #require(prepared.stock), on: stock)
            let result = await LoadProof(proof, on: TamperedStock(stock, lie: .forgetsEvents)).finish([], lookUp: 0)
            #expect(result.gap != nil && !result.holds)
        }
    }

    @Test func `more promised than there is, is oversold, but for a fact that somebody has stated`() {
        let key = LevelKey(sku: 7, location: 1)
        func comparison(_ level: LevelCounts) -> FeedComparison {
            FeedComparison(
                [], book: LevelBook(skus: [7], levels: [key: level]), physical: [1], caps: CapBook([:], channels: []),
                samples: SampledReservations([]))
        }
        func event(_ changes: [FeedEvent.Change]) -> FeedEvent {
            FeedEvent(sequence: 1, time: .epoch, principal: 1, changes: changes, movements: [])
        }
        let held = FeedEvent.Change.promise(
            PromiseChange(reservation: 1, transition: .held, line: 0, sku: 7, location: 1, quantity: 3))
        var enough = comparison(LevelCounts(onHand: 3))
        enough.take(event([held]))
        #expect(enough.finish().oversold == 0)
        var short = comparison(LevelCounts(onHand: 5, held: 1, committed: 2))
        short.take(event([held]))
        #expect(short.finish().oversold == 1 && short.finish().oversoldUnitsMost == 1)
        var stated = comparison(LevelCounts(onHand: 2))
        stated.take(event([held, .fact(reason: 1)]))
        #expect(stated.finish().oversold == 0)
        // Another SKU's levels, and places where no units are, mean nothing here.
        var elsewhere = FeedComparison(
            [], book: LevelBook(skus: [7], levels: [:]), physical: [], caps: CapBook([:], channels: []),
            samples: SampledReservations([]))
        elsewhere.take(event([held]))
        #expect(elsewhere.finish().oversold == 0)
    }

    @Test func `answers travel from one process to another`() async throws {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 2, sites: 1, channels: 1, unitsPerSite: 1_000_000)
            try await prepared.prepare(session) { _ in }
            var scenario = LoadScenario(.closedLoop(callers: 4, seconds: 600), on: try #require(prepared.stock))
            scenario.requestsMax = 301
            let proof = try await LoadProof.begin(scenario.stock, on: stock)
            let began = Instant.systemNow
            let workers = (0..<2).map {
                LoadWorker(scenario, worker: $0, of: 2, to: stock, as: 1, began: began)
            }
            async let first = workers[0].run(from: .now, intervalSeconds: 0.25) { _ in }
            async let second = workers[1].run(from: .now, intervalSeconds: 0.25) { _ in }
            var record = await first
            record.add(await second)
            let answers = try workers.map { try LoadAnswers(bytes: $0.answers.bytes) }
            #expect(record.results.total == 301)
            let result = await proof.finish(answers, lookUp: 10)
            #expect(result.holds, "\(result)")
            let granted = [LoadAction.reserve, .abandon, .sell].reduce(0) {
                $0 + (record.actions[$1]?.results.accepted ?? 0)
            }
            #expect(result.acknowledged == granted)
            #expect(throws: LoadFailure.self) { try LoadAnswers(bytes: Array(workers[0].answers.bytes.dropLast())) }
        }
    }
}

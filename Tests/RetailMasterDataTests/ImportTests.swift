import RetailDocuments
import RetailMasterData
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("An import comes into force as a whole, and can be repeated")
struct ImportTests {
    @Test func `what the files say is in force, and the engine agrees`() async throws {
        try await everywhere { stock in
            var place = Workplace(stock, principal: 7)
            var seen: Set<String> = []
            let report = try await place.importMasterData(from: Shop.folder) { seen.insert($0.part) }
            #expect(report.problems == [] && report.number == 1)
            #expect(report.files.map(\.name) == ImportFolder.fileNames)
            #expect(report.files.allSatisfy { $0.new > 0 && $0.changed == 0 && $0.unchanged == 0 })
            #expect(seen.contains("staging skus.csv") && seen.contains("bringing it into force"))

            let sku = try await place.master(StockKeepingUnit.self, StockKeepingUnit.name(of: 2))
            #expect(
                sku
                    == StockKeepingUnit(
                        number: 2, code: "TEE-M-RED", product: "TEE", size: "M", colour: "red", baseUnit: "EA",
                        packs: [UnitRatio(unit: "CTN", numerator: 24)], taxCode: "FULL"))
            let dozen = try await place.master(UnitOfMeasure.self, "DZ")
            let dozens = try sku?.ratio(of: "DZ", dozen)?.baseUnits(3)
            let cartons = try sku?.ratio(of: "CTN", nil)?.baseUnits(2)
            #expect(dozens == 36 && cartons == 48)
            #expect(sku?.ratio(of: "DZ", nil) == nil)
            let supplier = try await place.master(Supplier.self, "MILL")
            #expect(supplier?.deliveryDays == [1, 3, 5] && supplier?.closedDays == [20_812, 20_813])
            #expect(supplier?.orderValueMin == Money("250") && supplier?.leadTimeDays == 14)
            let prices = try await place.all(SupplierPrice.self).filter { $0.supplier == "MILL" }
            #expect(prices.map { $0.unitCost(of: 480) } == [Money("4.2001"), Money("4.75")])
            #expect(try await place.all(StockKeepingUnit.self, under: "sku.code/BUTTON, small").map(\.number) == [3])
            #expect(try await place.all(Barcode.self, under: "barcode.sku/\(StockKeepingUnit.name(of: 1))").count == 2)

            #expect(try await stock.definition(of: 3) == SKUDefinition(3, code: "BUTTON, small"))
            #expect(
                try await stock.definition(of: 11)?.components
                    == [KitComponent(10, quantity: 2), KitComponent(3, quantity: 1)])
            #expect(try await stock.sites().map(\.code) == ["TOWN", "WAREHOUSE"])
            #expect(try await stock.locations().map(\.location) == [1, 2, 10, 20, 21, 22])
            #expect(try await stock.channels().first?.sites == [ChannelSite(2), ChannelSite(1, buffer: 5)])
            #expect(try await stock.channels().map(\.acceptsBackorders) == [true, false])
        }
    }

    @Test func `opening stock comes in as movements at cost, and is read back`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            let report = try await place.importMasterData(from: Shop.folder)
            let opening = try #require(report.openingStock)
            #expect(opening.agrees && opening.rowsWithoutUnits == 1)
            #expect(opening.locations.map(\.number) == [10, 20, 21])
            #expect(opening.locations.map(\.booked.units) == [40, 480, 100_000])
            #expect(opening.locations.map(\.booked.value) == ["180", "2016.048", "5120"].compactMap { Money($0) })
            #expect(opening.locations.map(\.code) == ["TOWN-SHELF", "WH-SHELF", "WH-DOCK"])
            let movements = try await stock.movements(after: .none, limit: 100)
            #expect(movements.map(\.reason) == [.receive, .receive, .receive])
            #expect(movements.allSatisfy { $0.from == 1 && $0.document == OpeningStock.movementDocument })
            #expect(movements.map(\.attributes.unitCost) == [45_000, 42_001, 512])
            #expect(movements.map(\.attributes.documentLine) == [2, 4, 5])
            #expect(
                movements.map(\.attributes.category) == [2, 2, 0] && movements.map(\.attributes.brand) == [1, 1, 0])
        }
    }

    @Test func `the same folder again changes nothing, and says so`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            let first = try await place.importMasterData(from: Shop.folder)
            let sequence = try await stock.statistics().sequence
            let second = try await place.importMasterData(from: Shop.folder)
            #expect(second.changesNothing && !first.changesNothing)
            #expect(second.openingStock == first.openingStock)
            #expect(try await stock.statistics().sequence == sequence)
        }
    }

    @Test func `a dry run changes nothing`() async throws {
        try await everywhere { stock in
            let report = try await Workplace(stock, principal: 7).tryImport(of: Shop.folder)
            #expect(report.problems == [] && report.number == nil)
            #expect(try await stock.statistics().sequence == 0)
        }
    }

    @Test func `a later import changes what it speaks of, and leaves the rest`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            let report = try await place.importMasterData(
                from: Shop.folder([
                    "skus.csv": "number,code,base_unit,active\n2,TEE-M-RED,EA,false\n4,NEW,EA,\n",
                    "kits.csv": "sku,components\n10,1=3\n",
                ]))
            #expect(report.number == 2)
            #expect(report.files.map { [$0.new, $0.changed, $0.unchanged] } == [[1, 1, 0], [0, 1, 0]])
            #expect(
                try await place.all(StockKeepingUnit.self).map(\.code) == [
                    "TEE-S-RED", "TEE-M-RED", "BUTTON, small", "NEW", "PACK", "CHEST", "SPARE",
                ])
            #expect(try await stock.definition(of: 2)?.isActive == false)
            #expect(try await stock.definition(of: 4)?.code == "NEW")
            #expect(try await stock.definition(of: 10)?.components == [KitComponent(1, quantity: 3)])
            #expect(try await stock.definition(of: 11)?.components.count == 2)
        }
    }

    @Test func `kits may change places, as long as none contains itself in the end`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            let report = try await place.importMasterData(
                from: Shop.folder(["kits.csv": "sku,components\n10,11=1\n11,3=5\n"]))
            #expect(report.problems == [])
            #expect(try await stock.definition(of: 10)?.components == [KitComponent(11, quantity: 1)])
            #expect(try await stock.definition(of: 11)?.components == [KitComponent(3, quantity: 5)])
        }
    }

    @Test func `what is being staged is not in force, and another folder waits or is told`() async throws {
        try await everywhere { stock async throws in
            var place = Workplace(stock, principal: 7)
            let mortal = Workplace(MortalStock(stock, afterChanges: 8, lastHappens: true), principal: 7)
            await #expect(throws: WorkflowFailure.self) { try await mortal.importMasterData(from: Shop.folder) }
            #expect(try await place.master(Category.self, "ALL") == nil)
            #expect(try await place.all(StockKeepingUnit.self) == [])
            let other = Shop.folder(with: ["customers.csv": nil])
            let refused = await #expect(throws: WorkflowFailure.self) { try await place.importMasterData(from: other) }
            #expect(refused?.rule(as: ImportRunRule.self) == .anotherIsStaging(1))
            #expect(try await place.abandonImport() == 1)
            let nothing = await #expect(throws: WorkflowFailure.self) { try await place.abandonImport() }
            #expect(nothing?.rule(as: ImportRunRule.self) == .nothingToAbandon)
            #expect(try await place.all(Category.self) == [])
            #expect(try await place.importMasterData(from: other).number == 2)
            #expect(try await place.all(Category.self).count == 2)
            #expect(try await place.all(Customer.self) == [])
        }
    }

    @Test func `two who import the same folder at once load it once`() async throws {
        try await everywhere { stock in
            let numbers = try await withThrowingTaskGroup(of: UInt64?.self) { group in
                for principal in UInt32(1)...2 {
                    group.addTask {
                        let place = Workplace(stock, principal: PrincipalID(rawValue: principal))
                        for _ in 0..<20 {
                            do throws(WorkflowFailure) {
                                return try await place.importMasterData(from: Shop.folder).number
                            } catch {
                                // The other one has staged the same rows, or has loaded them.
                                if case .changedMeanwhile = error { continue }
                                if error.rule(as: ImportRunRule.self) != nil { continue }
                                throw error
                            }
                        }
                        return nil
                    }
                }
                return try await group.reduce(into: [UInt64?]()) { $0.append($1) }
            }
            #expect(numbers.compactMap { $0 }.allSatisfy { $0 == 1 })
            #expect(try await stock.movements(after: .none, limit: 100).count == 3)
            #expect(try await Workplace(stock, principal: 1).importMasterData(from: Shop.folder).changesNothing)
        }
    }

    @Test func `what does not fit into one transaction is refused before anything is written`() async throws {
        try await withTemporaryStock { stock, _ async throws in
            var skus = "number,code,base_unit\n"
            let tail = String(repeating: "x", count: 190)
            for number in 1...11_000 { skus += "\(number),\(number)\(tail),EA\n" }
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await Workplace(stock, principal: 1).importMasterData(
                    from: Shop.folder(["units.csv": "code\nEA\n", "skus.csv": skus]))
            }
            let rule = failure?.rule(as: ImportRunRule.self)
            #expect(rule?.name == "import.too-large" && rule?.remedy.contains("split the folder") == true)
            #expect(try await stock.statistics().sequence == 0)
        }
    }

    @Test func `an edit is in force at once, and survives an import that is given up`() async throws {
        try await everywhere { stock async throws in
            var place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            let mortal = Workplace(MortalStock(stock, afterChanges: 2, lastHappens: true), principal: 7)
            let later = Shop.folder(["brands.csv": "code,number\nACME,3\n"])
            await #expect(throws: WorkflowFailure.self) { try await mortal.importMasterData(from: later) }
            try await place.perform { step throws(WorkflowFailure) in
                try await step.write(master: Brand(code: "ACME", number: 9, description: "edited"))
            }
            #expect(try await place.master(Brand.self, "ACME")?.number == 9)
            try await place.abandonImport()
            #expect(try await place.master(Brand.self, "ACME")?.number == 9)
            #expect(try await place.importMasterData(from: later).problems == [])
            #expect(try await place.master(Brand.self, "ACME")?.number == 3)
        }
    }
}

@Suite("The run of an import")
struct ImportRunTests {
    @Test func `each event in each state moves on, or is refused by name`() {
        for state in ImportRun.State.allCases {
            for event in ImportRun.Event.allCases {
                let run = ImportRun(number: 3, state: state, contentHash: "a")
                let next = Result { () throws(ImportRunRule) in try run.after(event) }
                switch (state, event) {
                case (.staging, .load): #expect((try? next.get())?.state == .loaded)
                case (.staging, .abandon): #expect((try? next.get())?.state == .abandoned)
                default: #expect(throws: ImportRunRule.hasEnded(3, state)) { try next.get() }
                }
            }
        }
    }
}

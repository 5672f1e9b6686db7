import RetailDocuments
import StockAPI
import StockModel
import StockTesting
import Testing

/// A list that people write on.
private struct Slip: WorkflowDocument {
    static let kind = DocumentKind.category
    var name: String
    var lines: [UInt32] = []
    var key: DocumentKey { DocumentKey("slip/\(name)") }
    var terms: [IndexTerm] { lines.map { IndexTerm("slip.line/\($0)") } }
}

private enum SlipRule: Rule {
    case missing
    var name: String { "slip.missing" }
    var description: String { "there is no slip" }
    var remedy: String { "write one" }
}

@Suite("A step happens whole, and only if what it was decided by still stands")
struct StepTests {
    /// Once in this process and once over the wire.
    private func everywhere(_ body: (any StockService) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in try await body(stock) }
        try await withTemporaryServer { client, _ in try await body(client) }
    }

    @Test func `what a step writes is read back, with who wrote it`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            try await place.perform { step throws(WorkflowFailure) in step.write(Slip(name: "a", lines: [3])) }
            let read = try await place.read(Slip.self, at: "slip/a")
            #expect(read?.content == Slip(name: "a", lines: [3]))
            #expect(read?.principal == 7)
            #expect(try await place.matches(under: "slip.line/").map(\.key) == ["slip/a"])
        }
    }

    @Test func `of many who add a line at once each one's line is there in the end`() async throws {
        try await everywhere { stock in
            try await Workplace(stock, principal: 1).perform { step throws(WorkflowFailure) in
                step.write(Slip(name: "shared"))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in UInt32(1)...8 {
                    group.addTask {
                        let place = Workplace(stock, principal: PrincipalID(rawValue: person))
                        while true {
                            do throws(WorkflowFailure) {
                                return try await place.perform { step throws(WorkflowFailure) in
                                    var slip = try await step.require(
                                        Slip.self, at: "slip/shared", else: SlipRule.missing)
                                    slip.content.lines.append(person)
                                    step.write(slip.content)
                                }
                            } catch {
                                guard case .changedMeanwhile = error else { throw error }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let slip = try await Workplace(stock, principal: 1).read(Slip.self, at: "slip/shared")
            #expect(slip?.content.lines.sorted() == Array(1...8))
        }
    }

    @Test func `a step that is overtaken is decided again by what is there then, three times in all`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let other = Workplace(stock, principal: 2)
            try await place.perform { step throws(WorkflowFailure) in step.write(Slip(name: "a")) }
            var seen: [[UInt32]] = []
            let overtaken = await #expect(throws: WorkflowFailure.self) {
                try await place.perform { step throws(WorkflowFailure) in
                    let slip = try await step.require(Slip.self, at: "slip/a", else: SlipRule.missing).content
                    seen.append(slip.lines)
                    let next = Slip(name: "a", lines: slip.lines + [UInt32(seen.count)])
                    try await other.perform { step throws(WorkflowFailure) in step.write(next) }
                    step.write(Slip(name: "a", lines: [99]))
                }
            }
            guard case .changedMeanwhile("slip/a") = overtaken else {
                Issue.record("\(String(describing: overtaken))")
                return
            }
            #expect(seen == [[], [1], [1, 2]])
            #expect(try await place.read(Slip.self, at: "slip/a")?.content.lines == [1, 2, 3])
        }
    }

    @Test func `who is overtaken by a definition is told of which`() async throws {
        try await everywhere { stock in
            let session = StockSession(stock, principal: 2)
            _ = try await session.define([.sku(SKUDefinition(4711, code: "SHIRT"))])
            for (required, name) in [(SKU(rawValue: 4711), "SKU 4711"), (4712, "SKU 4712")] {
                let overtaken = await #expect(throws: WorkflowFailure.self) {
                    try await Workplace(stock, principal: 1).perform { step throws(WorkflowFailure) in
                        step.require(.sku(SKUDefinition(required, code: "OTHER")))
                        step.write(Slip(name: "a"))
                    }
                }
                #expect(overtaken?.description.hasPrefix("\(name) was changed by others") == true)
            }
        }
    }

    @Test func `what was not there must still not be there`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            var attempts = 0
            try await place.perform { step throws(WorkflowFailure) in
                attempts += 1
                let there = try await step.read(Slip.self, at: "slip/new")
                if attempts == 1 {
                    try await Workplace(stock, principal: 2).perform { step throws(WorkflowFailure) in
                        step.write(Slip(name: "new", lines: [2]))
                    }
                }
                step.write(Slip(name: "new", lines: (there?.content.lines ?? []) + [1]))
            }
            #expect(attempts == 2)
            #expect(try await place.read(Slip.self, at: "slip/new")?.content.lines == [2, 1])
        }
    }

    @Test func `a rule that is thrown leaves everything as it was`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await place.perform { step throws(WorkflowFailure) in
                    step.write(Slip(name: "a"))
                    throw WorkflowFailure.rule(SlipRule.missing)
                }
            }
            #expect(failure?.rule(as: SlipRule.self) == .missing)
            let there = try await place.read(Slip.self, at: "slip/a")
            #expect(there == nil)
        }
    }

    @Test func `what the engine refuses is thrown, and nothing of the step has happened`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await place.perform { step throws(WorkflowFailure) in
                    step.write(Slip(name: "a"))
                    step.move(.receive, [MoveLine(1, quantity: 1, from: 1, to: 2)])
                }
            }
            guard case .refused = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let there = try await place.read(Slip.self, at: "slip/a")
            #expect(there == nil)
        }
    }

    @Test func `a document of another kind is not read as this one`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.perform { step throws(WorkflowFailure) in
                step.perform(.putDocument(DocumentWrite("slip/a", type: 999, body: Slip(name: "a").documentBody)))
            }
            let failure = await #expect(throws: WorkflowFailure.self) {
                _ = try await place.read(Slip.self, at: "slip/a")
            }
            guard case .unreadable("slip/a") = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }
}

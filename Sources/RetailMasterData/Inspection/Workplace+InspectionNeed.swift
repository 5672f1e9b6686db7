public import RetailDocuments
import StockAPI
import StockModel

/// Which SKUs need no inspection any more where no plan is about them.
public enum LoweredNeed: Hashable, Sendable {
    /// None: what somebody has said by hand, or a delivery has shown, stays.
    case none
    /// Those that these plans were about, which are not in force any more.
    case of([SamplingPlan])
    /// All.
    case all
}

extension Workplace {
    /// Lets the definition of every SKU that a sampling plan is about, or may be, say that it needs an inspection: from then on
    /// the engine lets none of its units onto a shelf without one.
    ///
    /// It goes SKU by SKU and can be repeated; what says so already is left alone.
    ///
    /// - Parameters:
    ///   - lowering: which SKUs need no inspection any more where no plan is about them.
    ///   - report: how many SKUs have been looked at, and of how many.
    /// - Returns: how many definitions were changed.
    /// - Throws: `changedMeanwhile` where plans and master data change again and again.
    public func applySamplingPlans(
        lowering: LoweredNeed = .none, report: (Int, Int) -> Void = { _, _ in }
    ) async throws(WorkflowFailure) -> Int {
        var changed = 0
        for attempt in 1... {
            do throws(WorkflowFailure) {
                try await applySamplingPlansOnce(lowering, &changed, report)
                break
            } catch {
                guard case .changedMeanwhile = error, attempt < 3 else { throw error }
            }
        }
        return changed
    }

    private func applySamplingPlansOnce(
        _ lowering: LoweredNeed, _ changed: inout Int, _ report: (Int, Int) -> Void
    ) async throws(WorkflowFailure) {
        // What an import brings into force changes its desk.
        let desk = try await read(ImportDesk.self, at: ImportDesk.desk)?.content
        let plans = try await read(SamplingPlans.self, at: SamplingPlans.key)?.content
        let need = try await InspectionNeed(plans ?? SamplingPlans(), self)
        let ended: InspectionNeed? =
            if case .of(let plans) = lowering { need.by(SamplingPlans(plans)) } else { nil }
        let skus = try await all(StockKeepingUnit.self)
        /// Each is a precondition of its transaction too.
        let skusMax = 100
        for start in stride(from: 0, to: skus.count, by: skusMax) {
            report(start, skus.count)
            let piece = skus[start..<min(start + skusMax, skus.count)]
            changed += try await perform { step throws(WorkflowFailure) in
                guard try await step.read(ImportDesk.self, at: ImportDesk.desk)?.content == desk else {
                    throw WorkflowFailure.changedMeanwhile("\(ImportDesk.desk)")
                }
                guard try await step.read(SamplingPlans.self, at: SamplingPlans.key)?.content == plans else {
                    throw WorkflowFailure.changedMeanwhile("\(SamplingPlans.key)")
                }
                var definitions: [Definition] = []
                for sku in piece {
                    let asked = try await step.ask { stock throws(StockFailure) in
                        try await stock.definition(of: sku.sku)
                    }
                    guard var definition = asked, definition.components.isEmpty else { continue }
                    let mayLower = lowering == .all || ended?.holds(for: sku) == true
                    let needs = need.holds(for: sku) || definition.needsInspection && !mayLower
                    guard definition.needsInspection != needs else { continue }
                    step.require(.sku(definition))
                    definition.needsInspection.toggle()
                    definitions.append(.sku(definition))
                }
                if !definitions.isEmpty { step.perform(.define(definitions)) }
                return definitions.count
            }
        }
        report(skus.count, skus.count)
    }
}

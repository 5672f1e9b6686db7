public import RetailDocuments
public import RetailMasterData
import StockModel

extension Workplace {
    /// Puts a sampling plan in force, in the place of the one that has its name, and lets the definitions of the SKUs that it is
    /// about say that they need an inspection.
    ///
    /// Those that it was about before, and no plan is now, need none any more.
    ///
    /// The same plan again changes nothing, and finishes what was interrupted.
    ///
    /// - Parameters:
    ///   - plan: all of it.
    ///   - reason: why, for the history.
    ///   - report: how many SKUs have been looked at, and of how many.
    /// - Returns: how many definitions were changed.
    /// - Throws: `InspectionRule.planMakesNoSense`; `PolicyRule.notAnAdministrator`.
    @discardableResult public func defineSamplingPlan(
        _ plan: SamplingPlan, reason: String = "", report: (Int, Int) -> Void = { _, _ in }
    ) async throws(WorkflowFailure) -> Int {
        let replaced = try await perform { step throws(WorkflowFailure) in
            try await step.requirePolicyAdministrator()
            if let why = plan.obstacle {
                throw WorkflowFailure.rule(InspectionRule.planMakesNoSense(plan.name, why: why))
            }
            let plans = try await step.samplingPlansInForce()
            let next = plans.with(plan)
            if next.plans != plans.plans { try await step.set(next, reason: reason) }
            return plans.plans.filter { $0.name == plan.name }
        }
        return try await applySamplingPlans(lowering: .of(replaced), report: report)
    }

    /// Takes a sampling plan out of force: what has been received under it is still inspected.
    ///
    /// SKUs that it was about and no other plan is need no inspection any more.
    ///
    /// - Parameters:
    ///   - name: that of the plan.
    ///   - reason: why, for the history.
    ///   - report: how many SKUs have been looked at, and of how many.
    /// - Returns: how many definitions were changed.
    /// - Throws: `InspectionRule.planNotFound`; `PolicyRule.notAnAdministrator`.
    @discardableResult public func removeSamplingPlan(
        _ name: String, reason: String = "", report: (Int, Int) -> Void = { _, _ in }
    ) async throws(WorkflowFailure) -> Int {
        let removed = try await perform { step throws(WorkflowFailure) in
            try await step.requirePolicyAdministrator()
            let plans = try await step.samplingPlansInForce()
            let rest = plans.plans.filter { $0.name != name }
            guard rest.count < plans.plans.count else {
                throw WorkflowFailure.rule(InspectionRule.planNotFound(name))
            }
            try await step.set(SamplingPlans(rest), reason: reason)
            return plans.plans.filter { $0.name == name }
        }
        return try await applySamplingPlans(lowering: .of(removed), report: report)
    }

    /// The sampling plans in force, by name.
    public func samplingPlans() async throws(WorkflowFailure) -> [SamplingPlan] {
        try await read(SamplingPlans.self, at: SamplingPlans.key)?.content.plans ?? []
    }
}

extension SamplingPlan {
    /// Why it cannot be; nil: it can.
    var obstacle: String? {
        if Reference(name) == nil { return "a name has 1 to 80 letters, digits and signs, without a slash" }
        if Set(checklist).count < checklist.count { return "a point of the checklist stands twice" }
        if checklist.contains("") { return "a point of the checklist is empty" }
        switch sample {
        case .basisPoints(let share):
            return (1...10_000).contains(share) ? nil : "a share is 1 to 10,000 basis points, not \(share)"
        case .table(let rows):
            if rows.isEmpty { return "a table has a row" }
            for (row, next) in zip(rows, rows.dropFirst()) where row.lotMax >= next.lotMax {
                return "the lots of a table ascend"
            }
            return rows.allSatisfy { $0.sample > 0 } ? nil : "a sample is one unit or more"
        }
    }
}

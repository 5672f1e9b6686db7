import ArgumentParser
import RetailMasterData

/// Lets the definitions of all SKUs follow the sampling plans.
struct SamplingPlansApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Let the definitions of SKUs say what the plans say.",
        discussion: """
            Plans and imports do this themselves. It is needed where one was interrupted, or \
            where a SKU was defined by hand; done again it changes nothing. What needs an \
            inspection though no plan says so stays as it is without --lower, which also \
            finishes a plan --remove that was interrupted.

            Examples:
              stockroom inspection apply
              stockroom inspection apply --lower
            """)

    @Flag(help: "SKUs that no plan is about need no inspection any more.") var lower = false
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let lowering: LoweredNeed = lower ? .all : .none
        let changed = try await work.use(json) { place in
            let progress = ProgressLine()
            defer { progress.finish() }
            return try await place.applySamplingPlans(lowering: lowering) { progress.show("SKUs", $0, of: $1) }
        }
        try json.put(StepView(AppliedPlans(changed))) { AppliedPlans(changed).text }
    }
}

/// How many definitions have changed.
struct AppliedPlans: Encodable {
    let definitionsChanged: Int

    enum CodingKeys: String, CodingKey { case definitionsChanged = "definitions_changed" }

    init(_ count: Int) { definitionsChanged = count }

    var text: String { "definitions of SKUs changed: \(NumberText.grouped(Int64(definitionsChanged)))" }
}

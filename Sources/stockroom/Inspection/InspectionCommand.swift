import ArgumentParser

/// Goods that somebody looks at before they reach a shelf.
struct InspectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspection", abstract: "Look at goods before they reach a shelf.",
        discussion: """
            Goods under a sampling plan come into quarantine, and nothing gets them onto a \
            shelf but the record of an inspection: the engine asks for it. First what was \
            found is recorded, then the goods are released, and what failed is discarded.

            Examples:
              stockroom inspection plan own --private-label --basis-points 1000 \\
                --check label --check seal
              stockroom inspection list
              stockroom inspection record RC-7/0001 --pass --sampled 5 \\
                --yes label --yes seal
              stockroom inspection release RC-7/0001
            """,
        subcommands: [
            InspectionListCommand.self, InspectionShowCommand.self, InspectionRecordCommand.self,
            InspectionGoodsCommand.self, InspectionReleaseCommand.self, InspectionDiscardCommand.self,
            InspectionVoidCommand.self,
            SamplingPlanCommand.self, SamplingPlansCommand.self, SamplingPlansApplyCommand.self,
        ])
}

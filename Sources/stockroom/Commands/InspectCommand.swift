import ArgumentParser

/// Looks into a store.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Look into a store: its state, a level, a reservation, documents, movements.",
        discussion: """
            Examples:
              stockroom inspect --data shop
              stockroom inspect level 1082185 --data shop
              stockroom inspect level 1082185 --at 367 --data shop --json
              stockroom inspect reservation 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --data shop
              stockroom inspect document basket/41453083334 --data shop
              stockroom inspect documents --term unmet.store/0000000367 --data shop
              stockroom inspect movements --document basket/41453083334 --data shop
            """,
        subcommands: [
            InspectStore.self, InspectLevel.self, InspectReservation.self, InspectDocument.self, InspectDocuments.self,
            InspectMovements.self,
        ],
        defaultSubcommand: InspectStore.self)
}

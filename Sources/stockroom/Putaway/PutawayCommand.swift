import ArgumentParser

/// Goods that have come find their places.
struct PutawayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "putaway", abstract: "Put goods away into places with capacity and priority.",
        discussion: """
            A place is a location of kind stock. Goods with rules of their own go where these \
            say, others to any place that takes anything: the higher priority first (1 is the \
            highest), among equals the one with more free space. What does not fit stays in \
            receiving and is reported. Promises that waited are served in the same step.

            Examples:
              stockroom putaway place 20 --capacity 500
              stockroom putaway rule 4711 --to 20 --capacity 200
              stockroom putaway goods --from 10
              stockroom putaway goods 4711:48 --from 10 --pack 12
            """,
        subcommands: [
            PutawayGoodsCommand.self, PutawayPlaceCommand.self, PutawayRuleCommand.self, PutawayClearCommand.self,
            PutawayListCommand.self,
        ])
}

import ArgumentParser

/// Trials that go on for as long as somebody wants: power cuts and kills.
@main
struct ReliabilityTrials: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reliability-trials",
        abstract: "Trials of what must survive: see tools/power-cuts and tools/kill.",
        subcommands: [PowerCutsCommand.self, KillCommand.self, SmallServerCommand.self, RecoverCommand.self])
}

import ArgumentParser

@main
struct ServerBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ServerBenchmark", abstract: "Measures a server on the same machine.",
        subcommands: [CasesCommand.self, SustainedCommand.self], defaultSubcommand: CasesCommand.self)
}

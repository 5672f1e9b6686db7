import ArgumentParser

/// Runs the command of the command line as a task that a signal cancels, and ends with the exit code that it documents.
@main
enum Main {
    static func main() async {
        // A server takes its signals itself, and ends for them in order, as asked.
        if (try? StockroomCommand.parseAsRoot()) is ServeCommand { ExitStatus.exit(await run()) }
        let interruption = Interruption()
        let task = Task { await run() }
        interruption.cancels(task)
        let status = await task.value
        ExitStatus.exit(interruption.status ?? status)
    }

    private static func run() async -> ExitStatus {
        do {
            var command = try StockroomCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .done
        } catch { return report(error) }
    }

    private static func report(_ error: any Error) -> ExitStatus {
        if let failure = error as? CommandFailure {
            if !failure.message.isEmpty { Terminal.complain("stockroom: \(failure.message)") }
            return failure.status
        }
        let message = StockroomCommand.fullMessage(for: error)
        guard StockroomCommand.exitCode(for: error) == .success else {
            Terminal.complain(message)
            return .usage
        }
        Terminal.say(message)
        return .done
    }
}

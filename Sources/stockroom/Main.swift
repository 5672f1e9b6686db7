import ArgumentParser

/// Runs the command of the command line as a task that a signal cancels, and ends with the exit code that it documents.
@main
enum Main {
    static func main() async {
        // A server takes its signals itself, and ends for them in order, as asked.
        if (try? StockroomCommand.parseAsRoot(arguments)) is ServeCommand { ExitStatus.exit(await run()) }
        let interruption = Interruption()
        let task = Task { await run() }
        interruption.cancels(task)
        let status = await task.value
        ExitStatus.exit(interruption.status ?? status)
    }

    private static func run() async -> ExitStatus {
        let status: ExitStatus
        do {
            let command = try StockroomCommand.parseAsRoot(arguments)
            do {
                try await run(command)
                status = .done
            } catch {
                if let failure = error as? CommandFailure { command.json?.put(failure) }
                status = report(error)
            }
        } catch { status = report(error) }
        guard status == .done, let why = Terminal.outputFailure else { return status }
        Terminal.complain("stockroom: standard output cannot be written: \(why)")
        return .storage
    }

    private static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    /// What was called with; a number below zero after an option is its value, as no option is called like that.
    private static var arguments: [String] {
        CommandLine.arguments.dropFirst().reduce(into: []) { words, word in
            let isNumber = word.hasPrefix("-") && word.dropFirst().first?.isNumber == true
            guard isNumber, let option = words.last, option.hasPrefix("--"), option != "--", !option.contains("=")
            else {
                return words.append(word)
            }
            words[words.count - 1] = "\(option)=\(word)"
        }
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

extension ParsableCommand {
    /// Where the command writes JSON, if it can.
    fileprivate var json: JSONOutput? {
        Mirror(reflecting: self).children.lazy.compactMap { ($0.value as? OptionGroup<JSONOutput>)?.wrappedValue }.first
    }
}

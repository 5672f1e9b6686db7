import ArgumentParser
import Foundation

/// Kills of a server under load.
struct KillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Kill a server under load again and again, and count what it promised.",
        discussion: """
            `stockroom serve` is killed (SIGKILL) at moments of chance, under load and while \
            it opens the store, and started again. Clients keep the ids of their requests \
            and repeat what was not answered. After each round: of the drop exactly as \
            many units were granted as there were, each reservation has the one fate that \
            its client was told, every answer is given again the same, the levels are the \
            sum of the answers, and `stockroom verify` finds nothing.

            Exit codes:
              0  all is as it was promised
              1  something is not: the output says what, and the store is kept
              2  the command line is wrong
            """)

    @Option(help: ArgumentHelp("Go on for so long (default: one round).", valueName: "n")) var seconds: Int?
    @Option(help: ArgumentHelp("Kills in each round.", valueName: "n")) var kills = 12
    @Option(help: ArgumentHelp("Draws differ by it (default: by the clock).", valueName: "n")) var seed: UInt64?
    @Option(help: ArgumentHelp("shipped: stockroom serve; or small, with small files.", valueName: "kind"))
    var server = ServerKind.shipped
    @Option(help: ArgumentHelp("Where the store lies (default: a temporary folder).", valueName: "dir"))
    var folder: String?

    func validate() throws {
        guard kills > 0, seconds ?? 1 > 0 else { throw ValidationError("--seconds and --kills are 1 or more.") }
    }

    func run() async throws {
        let places = try TrialPlaces(folder: folder)
        places.removeScratch()
        let seed = seed ?? UInt64(Date().timeIntervalSince1970)
        var settings = places.kills(server, seed: seed)
        settings.killsPerRound = kills
        let trial = KillTrial(settings)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        Screen.note("seed \(seed), store \(settings.server.folder)")
        do {
            let summary = try await trial.run(
                rounds: 1, until: deadline, verify: places.verify, progress: { Screen.note("  \($0.line)") })
            Screen.say(summary.text)
            places.removeFolder()
        } catch {
            Screen.say(trial.summary.text)
            Screen.say("BROKEN: \(error)\n  the store is kept: \(settings.server.folder)\n  seed \(seed)")
            throw ExitCode(1)
        }
    }
}

extension TrialPlaces {
    func kills(_ kind: ServerKind, seed: UInt64) -> KillTrial.Settings {
        let server = ServerSettings(
            kind: kind, program: kind == .small ? program : products + "/stockroom", folder: folder + "/store",
            requestWindowMilliseconds: 20_000)
        return KillTrial.Settings(server: server, output: folder + "/said", seed: seed)
    }

    /// Runs `stockroom verify` on a store that no server has open.
    func verify(_ store: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: products + "/stockroom")
        process.arguments = ["verify", "--data", store]
        process.standardInput = FileHandle.nullDevice
        let output = folder + "/verified"
        guard FileManager.default.createFile(atPath: output, contents: nil) else {
            throw TrialFailure("\(output) cannot be written")
        }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw TrialFailure("stockroom verify: \((try? String(contentsOfFile: output, encoding: .utf8)) ?? "")")
        }
    }
}

extension KillTrial.Summary {
    var line: String {
        "\(rounds) rounds: \(killsUnderLoad) kills under load, \(killsWhileOpening) while opening, \(answers) answers"
    }

    var text: String {
        """
        kills: \(killsUnderLoad + killsWhileOpening) in \(rounds) rounds
          under load                 \(killsUnderLoad)
          while opening              \(killsWhileOpening)
          answers                    \(answers)
          requests sent again        \(retries)
          answers given twice alike  \(answersChecked)
          reservations, one fate     \(reservationsChecked)
          units of drops granted     \(unitsGranted), all that there were and no more
        """
    }
}

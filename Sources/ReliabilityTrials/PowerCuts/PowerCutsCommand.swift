import StockBytes
import ArgumentParser
import Foundation

/// Power cuts on the real files of a real server.
struct PowerCutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power-cuts",
        abstract: "Cut the power on the recorded writes of a server, and recover.",
        discussion: """
            Clients trade over the wire with a server whose every write, flush and change \
            of names is recorded: a new store, checkpoints, segments used again, a full \
            disk, clean ends, and kills between a write and its flush. From the log the \
            disks are built that a power cut could have left: at every flush boundary \
            and between, with nothing, all, or some sectors of what was not flushed. Each \
            is opened by the engine: everything acknowledged has to be there with the \
            answer that was given, the feed and the levels as they were told, and verify \
            must find nothing. Some recoveries are recorded and cut too.

            Without --seconds and --images: one recording, all flush boundaries.
            docs/reliability.md says which disk is assumed.

            Exit codes:
              0  nothing was lost
              1  something was: the output names the image, which is kept, and the
                 command that repeats it
              2  the command line is wrong
            """)

    @Option(help: ArgumentHelp("Go on for so long, with a recording after another.", valueName: "n"))
    var seconds: Int?
    @Option(help: ArgumentHelp("Check about so many images.", valueName: "n")) var images: Int?
    @Option(help: ArgumentHelp("Draws differ by it (default: by the clock).", valueName: "n")) var seed: UInt64?
    @Option(help: ArgumentHelp("small, or shipped: stockroom serve with large segments.", valueName: "kind"))
    var server = ServerKind.small
    @Option(help: ArgumentHelp("Where recordings lie, on a disk (default: a temporary folder).", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("Cut a recording that was kept.", valueName: "dir")) var recording: String?
    @Option(help: ArgumentHelp("With --recording: only behind this record.", valueName: "n")) var cut: Int?
    @Option(help: ArgumentHelp("With --cut: only this way.", valueName: "n")) var variant: Int?
    @Option(help: ArgumentHelp("Do not believe flushes of: journal, lmdb. Must fail.", valueName: "files"))
    var disbelieve: Disk.Lie?

    func validate() throws {
        for (name, value) in [("seconds", seconds), ("images", images)] where (value ?? 1) < 1 {
            throw ValidationError("--\(name) is 1 or more.")
        }
        if cut != nil, recording == nil || variant == nil {
            throw ValidationError("--cut goes with --recording and --variant.")
        }
    }

    func run() async throws {
        let places = try TrialPlaces(folder: folder)
        var trial = places.powerCuts
        trial.kind = server
        if server == .shipped {
            trial.answersPerLife = 2_000
            trial.requestWindowMilliseconds = 20_000
        }
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed = seed ?? UInt64(Date().timeIntervalSince1970)
        var summary = ImageRun.Summary()
        var recordings = 0
        var boundaries = 0
        defer { places.removeScratch() }
        while true {
            let source: Recording
            if let recording {
                source = Recording(folder: recording)
            } else {
                Screen.note("recording \(recordings + 1), seed \(seed) …")
                source = try await trial.record(seed: seed)
            }
            recordings += 1
            var run = try trial.images(of: source, seed: seed, lie: disbelieve)
            if disbelieve != nil { run.recoveriesInThousand = 0 }
            var random = SplitMix64(seed: seed)
            var plan = CutPlan(run.records, imagesMax: images.map { max(1, $0 - summary.images) }, &random)
            if let cut, let variant { plan = CutPlan(record: cut, variant: variant) }
            boundaries += plan.boundaries
            Screen.note(
                "  \(run.records.count) records, \(plan.boundaries) flush boundaries, "
                    + "\(run.check.history.acknowledged.count) answers, \(run.check.history.events.count) events")
            let progress = Progress()
            do {
                _ = try await run.run(plan, until: deadline, &summary) { progress.show($0) }
            } catch let failure as ImageRun.Failure {
                Screen.say(summary.text(recordings: recordings, boundaries: boundaries))
                throw report(failure, source, seed)
            }
            if recording == nil { try? FileManager.default.removeItem(atPath: source.folder) }
            guard let deadline, ContinuousClock.now < deadline, recording == nil else { break }
            if let images, summary.images >= images { break }
            seed &+= 1
        }
        places.removeFolder()
        Screen.say(summary.text(recordings: recordings, boundaries: boundaries))
        Screen.say("nothing was lost")
    }

    private func report(_ failure: ImageRun.Failure, _ recording: Recording, _ seed: UInt64) -> ExitCode {
        Screen.say("LOST: \(failure.loss)")
        var place = "behind record \(failure.record), variant \(failure.variant)"
        if let inner = failure.ofRecovery {
            place += "; and its recovery behind record \(inner.record), variant \(inner.variant)"
        }
        Screen.say("  the power was cut \(place)")
        Screen.say("  the image, as it was before it was opened: \(failure.image)")
        var command =
            "tools/power-cuts --recording \(recording.folder) --cut \(failure.record) "
            + "--variant \(failure.variant) --seed \(seed)"
        if let disbelieve { command += " --disbelieve \(disbelieve.rawValue)" }
        Screen.say("  again: \(command)")
        return ExitCode(1)
    }

    /// A line now and then.
    private final class Progress {
        private var last = ContinuousClock.now

        func show(_ summary: ImageRun.Summary) {
            guard last.duration(to: .now) > .seconds(5) else { return }
            last = .now
            Screen.note("  \(summary.images) images, \(summary.answersChecked) answers checked")
        }
    }
}

extension ServerKind: ExpressibleByArgument {}
extension Disk.Lie: ExpressibleByArgument {}

extension ImageRun.Summary {
    func text(recordings: Int, boundaries: Int) -> String {
        """
        power cuts: \(images + imagesOfRecoveries) images of \(recordings) recordings
          at flush boundaries        \(atBoundaries) (of \(boundaries) boundaries recorded)
          between                    \(between)
          of cut recoveries          \(imagesOfRecoveries) (\(recoveriesCut) recoveries)
          answers asked for again    \(answersChecked)
          events compared            \(eventsCompared)
          commands replayed          \(commandsReplayed)
        """
    }
}

import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockJournal
import StockModel

// The machine: it starts, works, dies, and starts again.
extension Simulation {
    /// Mostly so small that segments fill up and are used again all the time.
    var segmentBytes: Int { [16, 16, 32, 256][Int(seed % 4)] << 10 }
    var commandBytesMax: Int { JournalSettings(segmentBytes: segmentBytes).commandBytesMax }

    var storeFolder: String { folder + "/store" }
    private var dataPath: String { storeFolder + "/data.mdb" }

    /// LMDB opens it itself, on the real file system.
    func makeStoreFolder() {
        try? FileManager.default.createDirectory(atPath: storeFolder, withIntermediateDirectories: true)
    }

    /// Opens the store, again and again until that goes well, and compares what it knows.
    func startMachine() {
        var acceptsDowntime = false
        for _ in 0..<200 where problem == nil {
            faults = isCalm ? .none : Faults(&random)
            operations = 0
            worksDone = 0
            hasEngineFailed = false
            let result = open(acceptsDowntime: acceptsDowntime)
            report.openings += 1
            switch result {
            case .success(let opened):
                stock = opened
                // What a full disk has taken is made up for by a process that knows nothing of it.
                if mayBeFull, disk.state.bytesMax == .max { mayBeFullForAWhile() }
                if catchUp() {
                    if random.chance(20) { verify() }
                    return
                }
                stopProcess()
            case .failure(let error):
                note("not opened: \(error)")
                if disk.isDead {
                    report.openingsCutOff += 1
                } else if error.description.contains("acceptsDowntime") {
                    report.longDowntimes += 1
                    acceptsDowntime = true
                } else if disk.state.bytesMax < .max {
                    mayBeFullForAWhile()
                } else if faults.failures.isEmpty {
                    fail("the store cannot be opened: \(error)")
                }
            }
            restartDisk()
        }
        if stock == nil { fail("the store could not be opened in two hundred attempts") }
    }

    /// A process that is new opens the store on its own thread.
    func open(acceptsDowntime: Bool) -> Result<Stockroom, StockFailure> {
        let host = SimulatedHost(loop) { [unowned self] turn in perform(turn) }
        self.host = host
        queues = []
        let clock = SimulatedMachineClock(loop) { [unowned self] in
            wallMilliseconds + Int64(loop.now / 1_000_000)
        }
        self.clock = clock
        begins = []
        pastBegins = []
        var options = StockroomOptions.simulated(on: clock, disk, kept: generator.kept)
        options.journalSegmentBytes = segmentBytes
        options.acceptsDowntime = acceptsDowntime
        options.surroundings.makeQueue = { [unowned self] label in
            let queue = SimulatedQueue(loop, delay: { [unowned self] in workDelay(label) }) { [unowned self] work in
                performBeside(work)
            }
            queues.append(queue)
            return queue
        }
        options.surroundings.randomNumber = { [unowned self] in random.next() | 1 }
        if seed.isMultiple(of: 2) {
            options.levelPagesPerCheckpoint = 0
            options.unmergedLevelsMax = 4
        }
        let opened = Opened()
        Stockroom.open(at: storeFolder, options: options, on: host) { result in
            opened.result = result
            // What an opening asks the clock for begins no batch.
            _ = clock.takeTold()
        }
        for _ in 0..<1_000 where opened.result == nil { host.performFirst() }
        return opened.result ?? .failure(.closed)
    }

    /// A turn of the engine.
    private func perform(_ turn: () -> Void) {
        turn()
        pastBegins += begins + (clock?.takeTold() ?? [])
        begins = []
        if let fault = clock?.fault { fail(fault) }
    }

    /// Work beside the engine.
    private func performBeside(_ work: () -> Void) {
        worksDone += 1
        let dies = worksDone == faults.diesAtWork
        if dies, random.chance(50) { return disk.die() }
        work()
        if dies { disk.die() }
    }

    private func workDelay(_ label: String) -> UInt64 {
        let isSlow = random.chance(label == "stockroom.checkpoint" ? 50 : 20)
        return UInt64(isSlow ? random.within(0...10_000_000) : random.within(0...20_000)) * 1_000
    }

    // MARK: The disk

    func decide(_ operation: FileOperation) -> SimulatedDisk.Decision {
        operations += 1
        if operations == faults.diesAtOperation { return .die }
        guard let failure = faults.failures[operations] else { return .proceed }
        report.operationsFailed += 1
        note("\(operation) fails")
        // Where a spare segment or the ballast cannot be made, nothing new is taken until it can.
        mayBeFullForAWhile()
        switch failure {
        case .notDone(let cause): return .fail(cause)
        case .doneAndReported(let cause): return .failAfterwards(cause)
        }
    }

    /// A flush takes its time.
    func passFlush() {
        if random.chance(faults.slowFlushPercent) {
            report.slowFlushes += 1
            loop.pass(nanoseconds: UInt64(random.within(10...3_000)) * 1_000_000)
        } else {
            loop.pass(nanoseconds: UInt64(random.within(80...200)) * 1_000)
        }
    }

    // MARK: Ends

    /// After each step: a machine without power, and an engine that has failed, are started again.
    func recoverIfNeeded() {
        guard problem == nil, disk.isDead || hasEngineFailed else { return }
        stopProcess()
        restartDisk()
        startMachine()
    }

    /// The process is gone; what it was asked and did not answer may have happened.
    func stopProcess() {
        if !disk.isDead { disk.die() }
        for queue in queues { queue.forget() }
        try? stock?.letGo()
        stock = nil
        host?.finish()
        host = nil
        queues = []
        begins = []
        pastBegins = []
    }

    private func restartDisk() {
        if !disk.isDead { stopProcess() }
        let loss = random.pick(SimulatedDisk.Loss.allCases)
        if loss == .nothing { report.processesKilled += 1 } else { report.powerCuts += 1 }
        note("the machine stops, and loses \(loss)")
        restoreStoredFile()
        disk.start(after: loss)
        let downtime = random.pick([0, 0, 1, 100, 5_000, 60_000, 3_600_000, 20 * 3_600_000, 30 * 3_600_000])
        loop.pass(nanoseconds: UInt64(isCalm ? 0 : downtime) * 1_000_000)
        if !isCalm, random.chance(20) { tryDamage() }
    }

    func restartCleanly() {
        guard problem == nil else { return }
        try? stock?.letGo()
        host?.finish()
        stock = nil
        disk.die()
        stopProcess()
        disk.start(after: .everything)
        startMachine()
    }

    /// LMDB's file as it is when the power is cut: the process may go on for a while, and then nothing of it counts.
    func keepStoredFile(as name: String = "stopped.mdb") {
        let files = FileManager.default
        try? files.removeItem(atPath: folder + "/" + name)
        try? files.copyItem(atPath: dataPath, toPath: folder + "/" + name)
    }

    func restoreStoredFile(from name: String = "stopped.mdb") {
        let files = FileManager.default
        guard files.fileExists(atPath: folder + "/" + name) else { return }
        try? files.removeItem(atPath: dataPath)
        try? files.removeItem(atPath: storeFolder + "/lock.mdb")
        try? files.copyItem(atPath: folder + "/" + name, toPath: dataPath)
    }
}

/// What came of an opening.
private final class Opened: @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    var result: Result<Stockroom, StockFailure>?
}

extension StockroomOptions {
    static func simulated(on clock: any EngineClock, _ disk: SimulatedDisk, kept: SimpleStock.Kept) -> StockroomOptions
    {
        var options = StockroomOptions()
        options.clock = clock
        options.files = disk
        options.mapSizeBytes = 1 << 30
        options.ballastBytes = 1 << 16
        options.checkpointAfterMilliseconds = 5_000
        options.surroundings.flushesDuringCommits = false
        // It waits as long as it takes, on a clock of the machine.
        options.scrubEveryMilliseconds = 0
        var retention = Retention()
        retention.requestWindowMilliseconds = kept.requests
        retention.closedReservationsMilliseconds = kept.closedReservations
        retention.fulfilledReservationsMilliseconds = kept.fulfilledReservations
        retention.eventsMilliseconds = CommandGenerator.years
        options.retention = retention
        return options
    }
}

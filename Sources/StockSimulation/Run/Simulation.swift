import StockBytes
import StockAPI
import StockEngine
import StockModel

/// One machine with an engine on it, its clients, and all that goes wrong with them, as one seed says.
///
/// Everything runs on one thread and in simulated time, so a seed repeats a run exactly. A model beside the engine says
/// what each answer has to be, at the moment at which the engine gives it; after each restart, what the engine still
/// knows is compared with what it has acknowledged; at the end the history that the clients saw is checked once more, from
/// outside. LMDB lies on a real file system, and its commits are taken to be all or nothing: what a power cut does to the
/// pages of one is tried on recorded writes.
package final class Simulation: @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    let seed: UInt64
    let folder: String
    let commandsWanted: Int
    var random: SplitMix64
    let loop = EventLoop()
    let disk: SimulatedDisk
    var generator: CommandGenerator
    var model: SimpleStock
    var report = SimulationReport()

    // The machine.
    var stock: Stockroom?
    var host: SimulatedHost?
    var queues: [SimulatedQueue] = []
    var clock: SimulatedMachineClock?
    var faults = Faults.none
    var operations = 0
    var worksDone = 0
    var wallMilliseconds = CornerShops.opening.millisecondsSinceEpoch
    var isCalm = true
    /// The engine has said that its storage failed.
    var hasEngineFailed = false
    /// The disk is full, or was a moment ago.
    var mayBeFull = false
    /// How often the disk has become full or has got room again: who meant to look at it later sees whether it has since.
    var fullness = 0

    // What was asked, and what is to be answered.
    var clients: [SimulatedClient] = []
    var history: [HistoryEntry] = []
    var moments = 0
    /// Commands that were handed to the engine, and not answered.
    var unanswered: [UInt64: [Command]] = [:]
    var submissions: UInt64 = 0
    /// Times at which the engine has begun further records of the batch that is being answered.
    var begins: [Instant] = []
    /// Times at which it has begun batches that have ended, and the model has not yet.
    var pastBegins: [Instant] = []
    /// Bytes of the commands in the record that is being filled.
    var recordBytes = 0
    /// The sequence before each of the last records.
    var sequencesBefore: [SequenceNumber] = []
    var problem: String?
    var trace: [String] = []
    let isTraced: Bool

    /// Runs the simulation of a seed.
    ///
    /// - Parameters:
    ///   - seed: says all that happens.
    ///   - folder: an empty folder for LMDB's files, best in memory.
    ///   - commands: how many are sent at least.
    ///   - flushesAreTrue: false makes a disk that says it has flushed and has not, to see that this is found.
    ///   - isTraced: prints all that happens.
    /// - Returns: what was gone through.
    /// - Throws: what must not be.
    package static func run(
        seed: UInt64, in folder: String, commands: Int = 250, flushesAreTrue: Bool = true, isTraced: Bool = false
    ) throws(SimulationFailure) -> SimulationReport {
        let simulation = Simulation(seed: seed, folder: folder, commands: commands, isTraced: isTraced)
        simulation.disk.flushesAreTrue = flushesAreTrue
        simulation.perform()
        if let problem = simulation.problem {
            throw SimulationFailure(seed: seed, what: problem, trace: simulation.trace)
        }
        return simulation.report
    }

    private init(seed: UInt64, folder: String, commands: Int, isTraced: Bool) {
        self.seed = seed
        self.folder = folder
        commandsWanted = commands
        self.isTraced = isTraced
        random = SplitMix64(seed: seed ^ 0x5174_6D75_6C61_7465)
        disk = SimulatedDisk(seed: seed ^ 0xD15C)
        generator = CommandGenerator(seed: seed)
        model = SimpleStock(kept: generator.kept)
        disk.decide = { [unowned self] operation, _ in decide(operation) }
        disk.flushes = { [unowned self] in passFlush() }
        disk.died = { [unowned self] in keepStoredFile() }
    }

    private func perform() {
        makeStoreFolder()
        startMachine()
        sendOpening()
        isCalm = false
        clients = (0..<random.within(1...8)).map { SimulatedClient(number: $0) }
        for client in clients { actLater(client) }
        scheduleDisturbance()
        while problem == nil, report.commandsAnswered < commandsWanted, loop.step() { recoverIfNeeded() }
        finish()
        report.runs = 1
        report.simulatedSeconds = Double(loop.now) / 1e9
    }

    /// All faults end, and everything is looked at.
    private func finish() {
        isCalm = true
        faults = .none
        mayBeFullForAWhile()
        recoverIfNeeded()
        // What the disk was too full for is made up for, by work that may be slow.
        settle(forMilliseconds: 30_000)
        mayBeFull = false
        compareAll()
        verify()
        restartCleanly()
        compareAll()
        verify()
        checkHistory()
        try? stock?.letGo()
        host?.finish()
        stock = nil
    }

    private func checkHistory() {
        guard problem == nil else { return }
        let feed = wholeFeed(after: 0)
        report.historiesChecked += 1
        let judged = history.filter { refusalOfSize($0.command) == nil }
        let check = HistoryCheck(entries: judged, feed: feed, kept: generator.kept)
        if let contradiction = check.contradiction { fail("the clients' history: \(contradiction)") }
    }

    // MARK: Notes

    func fail(_ what: String) { problem = problem ?? what }

    func note(_ what: @autoclosure () -> String) {
        let line = "\(loop.now / 1_000_000) ms  \(what().replacing(folder, with: ""))"
        for byte in line.utf8 { report.digest = (report.digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        if isTraced { print(line) }
        trace.append(line)
        if trace.count > 80 { trace.removeFirst(40) }
    }

    /// The next moment in the order of everything that happens.
    func nextMoment() -> Int {
        moments += 1
        return moments
    }
}

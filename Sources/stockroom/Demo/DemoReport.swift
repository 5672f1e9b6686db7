import RetailReplay
import StockModel

/// The figures of the demo: the screen and the JSON show the same.
struct DemoReport: Encodable {
    var replay: CompleteJourneyFigures
    var promises: PromisesAct.Report?
    var spike: SpikeResult?
    var recovery: CrashTrial.Result?
    var verifyDifferences: Int?
    var rowsChecked: UInt64 = 0
    var stateHash = ""
    var basketsPerformed: Int
    var basketsAlreadyThere: Int
    var replaySeconds: Double
    /// Sold and refused lines per second of the replay, opening stock and master data included in the time.
    var replayLinesPerSecond: Double
    var seconds = 0.0
    /// What is not as it should be.
    var problems: [String] = []
    /// The promotion that the process to be killed runs.
    var next: (promotion: Promotion, channel: ChannelID)?

    enum CodingKeys: String, CodingKey {
        case replay, promises, spike, recovery, seconds, problems
        case verifyDifferences = "verify_differences"
        case rowsChecked = "verify_rows_checked"
        case stateHash = "state_hash"
        case basketsPerformed = "baskets_performed"
        case basketsAlreadyThere = "baskets_already_there"
        case replaySeconds = "replay_seconds"
        case replayLinesPerSecond = "replay_lines_per_second"
    }

    init(replay: CompleteJourneyFigures, run: ReplayReport, replayTime: Duration) {
        self.replay = replay
        basketsPerformed = run.performed
        basketsAlreadyThere = run.alreadyThere
        replaySeconds = replayTime.seconds
        let lines = run.performed > 0 ? replay.rows - replay.skipped : 0
        replayLinesPerSecond = (Double(lines) / max(0.001, replayTime.seconds)).rounded()
        problems = run.notTaken.map(\.description)
    }

    mutating func add(_ verification: Verification) {
        verifyDifferences = verification.differences
        rowsChecked = verification.rowsChecked
        stateHash = verification.stateHash
        problems += verification.found
    }

    /// Whether what was received is where the figures say, and nothing acknowledged is lost.
    mutating func judge() {
        let placed = replay.webUnits + replay.tillUnits + replay.unitsLeft
        if placed != replay.openingUnits {
            problems.append("\(replay.openingUnits) units were received, and \(placed) are accounted for")
        }
        if let recovery, recovery.lost > 0 {
            problems.append("\(recovery.lost) acknowledged reservations are lost")
        }
    }
}

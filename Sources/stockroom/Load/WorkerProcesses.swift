import Foundation
import StockAPI
import StockLoad
import StockModel
import Synchronization

/// Several processes that send one rehearsal together.
struct WorkerProcesses {
    private let count: Int
    private let scenario: LoadScenario
    private let server: LoadPlace.Server
    private let principal: PrincipalID
    private let began: Instant
    private let intervalSeconds: Double

    init(
        count: Int, _ scenario: LoadScenario, _ server: LoadPlace.Server, _ principal: PrincipalID, _ began: Instant,
        _ intervalSeconds: Double
    ) {
        self.count = count
        self.scenario = scenario
        self.server = server
        self.principal = principal
        self.began = began
        self.intervalSeconds = intervalSeconds
    }

    /// Starts them, and puts together what they saw.
    func run(
        from start: ContinuousClock.Instant, each: @escaping @Sendable (Int, IntervalRecord) -> Void,
        ended: @escaping @Sendable (Int) -> Void
    ) async throws -> SentLoad {
        let folder = try StoreFolder.temporary(named: "stockroom-load-answers")
        defer { StoreFolder.remove(folder) }
        let pause = ContinuousClock.now.duration(to: start).components
        let startMilliseconds =
            Instant.systemNow.millisecondsSinceEpoch + pause.seconds * 1_000 + pause.attoseconds / 1_000_000_000_000_000
        let chance = UInt8.random(in: 0...63)
        let assignments = (0..<count).map { worker in
            WorkerAssignment(
                scenario: scenario, worker: worker, workers: count, server: server, principal: principal.rawValue,
                beganMilliseconds: began.millisecondsSinceEpoch, chance: chance, startMilliseconds: startMilliseconds,
                intervalSeconds: intervalSeconds, answersPath: "\(folder)/\(worker)")
        }
        let workers = try assignments.map { try WorkerProcess($0) }
        let records = await withTaskCancellationHandler {
            await withTaskGroup(of: (Int, Result<LoadRecord, any Error>).self) { group in
                for (index, worker) in workers.enumerated() {
                    group.addTask {
                        let result = await worker.wait { each(index, $0) }
                        ended(index)
                        return (index, result)
                    }
                }
                var records: [(Int, Result<LoadRecord, any Error>)] = []
                for await one in group {
                    // Without one of them it is another rehearsal: the others stop.
                    if case .failure = one.1 { for worker in workers { worker.stop() } }
                    records.append(one)
                }
                return records
            }
        } onCancel: {
            for worker in workers { worker.stop() }
        }
        var sent = SentLoad(record: LoadRecord(intervalSeconds: intervalSeconds), answers: [])
        for (index, result) in records {
            do {
                sent.record.add(try result.get())
                let bytes = try Data(contentsOf: URL(fileURLWithPath: assignments[index].answersPath))
                sent.answers.append(try LoadAnswers(bytes: [UInt8](bytes)))
            } catch {
                sent.missing = "the answers of a process are missing: \(CommandFailure(describing: error).message)"
            }
        }
        return sent
    }
}

/// One of these processes.
private final class WorkerProcess: Sendable {
    private let process: Mutex<Process>
    private let input: Mutex<FileHandle?>
    private let output: FileHandle

    init(_ assignment: WorkerAssignment) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: OwnProgram.path)
        process.arguments = ["load-worker"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        do { try process.run() } catch {
            throw CommandFailure(
                .storage, "\(OwnProgram.path) cannot be started again: \(error.localizedDescription)")
        }
        try input.fileHandleForWriting.write(contentsOf: Data(LineCoding.line(assignment).utf8))
        self.output = output.fileHandleForReading
        self.input = Mutex(input.fileHandleForWriting)
        self.process = Mutex(process)
    }

    /// It sends nothing more, and says what it saw.
    func stop() {
        input.withLock { input in
            try? input?.close()
            input = nil
        }
    }

    /// Reads what it says until it ends.
    func wait(each: @escaping @Sendable (IntervalRecord) -> Void) async -> Result<LoadRecord, any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Result { try self.read(each) }) }
        }
    }

    private func read(_ each: (IntervalRecord) -> Void) throws -> LoadRecord {
        var lines = LineCollector()
        var record: LoadRecord?
        while case let data = output.availableData, !data.isEmpty {
            lines.add(data)
            for line in lines.take() {
                switch try LineCoding.value(line) as WorkerMessage {
                case .interval(let interval): each(interval)
                case .done(let done): record = done
                }
            }
        }
        let status = process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
        guard let record else {
            throw CommandFailure(.storage, "a process of the rehearsal ended by itself (status \(status))")
        }
        return record
    }
}

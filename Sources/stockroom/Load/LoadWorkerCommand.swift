import ArgumentParser
import Foundation
import StockAPI
import StockClient
import StockLoad
import StockModel

/// Sends a part of a rehearsal: what `load --processes` starts.
struct LoadWorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load-worker", abstract: "Send a part of a rehearsal, as standard input says.",
        shouldDisplay: false)

    mutating func run() async throws {
        guard let line = readLine() else {
            throw CommandFailure(.input, "this is started by `stockroom load --processes`, which says what to send")
        }
        let assignment: WorkerAssignment = try LineCoding.value(line)
        let principal = PrincipalID(rawValue: assignment.principal)
        let server = ServerConnection(
            address: assignment.server.address, principal: principal, clientName: LoadPlace.clientName,
            connections: assignment.server.connections)
        let client = try await server.open()
        let worker = LoadWorker(
            assignment.scenario, worker: assignment.worker, of: assignment.workers, to: client, as: principal,
            began: Instant(millisecondsSinceEpoch: assignment.beganMilliseconds), chance: assignment.chance)
        // The one that leads closes the other end when it should stop, or is gone.
        Thread.detachNewThread {
            while readLine() != nil {}
            worker.stop()
        }
        let pause = assignment.startMilliseconds - Instant.systemNow.millisecondsSinceEpoch
        let start = ContinuousClock.now.advanced(by: .milliseconds(max(0, pause)))
        let record = await withTaskCancellationHandler {
            await Task {
                await worker.run(from: start, intervalSeconds: assignment.intervalSeconds) { interval in
                    if let line = try? LineCoding.line(WorkerMessage.interval(interval)) {
                        Terminal.write(line, to: .standardOutput)
                    }
                }
            }.value
        } onCancel: {
            worker.stop()
        }
        await client.close()
        try Data(worker.answers.bytes).write(to: URL(fileURLWithPath: assignment.answersPath))
        Terminal.write(try LineCoding.line(WorkerMessage.done(record)), to: .standardOutput)
    }
}

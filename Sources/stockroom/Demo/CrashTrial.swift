import Foundation
import Glibc
import RetailReplay
import StockAPI
import StockModel

/// Kills a process in the middle of a promotion, and looks for everything that it had acknowledged.
struct CrashTrial {
    let folder: String
    let promotion: Promotion
    let channel: ChannelID
    let principal: PrincipalID
    /// The process is killed when so many reservations were acknowledged.
    let killAfter: Int

    /// What was found when the store was opened again.
    struct Result: Codable {
        /// Reservations whose answer had arrived before the kill.
        var acknowledged = 0
        /// Of those, how many stand in the store.
        var found = 0
        /// Reservations of the promotion that stand there, with those whose answer was still on its way.
        var held: Int64 = 0
        var openMilliseconds: Double = 0
        var commandsReplayed: UInt64 = 0
        var bytesDropped: UInt64 = 0

        var lost: Int { acknowledged - found }

        enum CodingKeys: String, CodingKey {
            case acknowledged, found, held
            case openMilliseconds = "open_milliseconds"
            case commandsReplayed = "commands_replayed"
            case bytesDropped = "bytes_dropped"
        }
    }

    /// Runs the worker until it has acknowledged enough, and kills it with SIGKILL.
    func crash(progress: ProgressLine) throws -> [ReservationID] {
        let worker = Process()
        worker.executableURL = URL(fileURLWithPath: OwnProgram.path)
        worker.arguments = [
            "spike-worker", "--data", folder, "--promotion", "\(promotion.number)", "--channel",
            "\(channel.rawValue)", "--principal", "\(principal.rawValue)",
        ]
        let pipe = Pipe()
        worker.standardOutput = pipe
        do { try worker.run() } catch {
            throw CommandFailure(.storage, "\(OwnProgram.path) cannot be started again: \(error.localizedDescription)")
        }
        var lines = LineCollector()
        var isKilled = false
        while true {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            lines.add(data)
            progress.show("promotion in a process to be killed", lines.count, of: killAfter)
            if !isKilled, lines.count >= killAfter || Task.isCancelled {
                kill(worker.processIdentifier, SIGKILL)
                isKilled = true
            }
        }
        worker.waitUntilExit()
        guard isKilled, worker.terminationReason == .uncaughtSignal else {
            throw CommandFailure(
                .differs, "the worker ended by itself (status \(worker.terminationStatus)) before it was killed")
        }
        try Task.checkCancellation()
        return lines.lines.compactMap { Identifier.value($0).map(ReservationID.init(rawValue:)) }
    }

    /// Looks each acknowledged reservation up.
    func look(for acknowledged: [ReservationID], in stock: any StockService, opening: Duration) async throws -> Result {
        var result = Result(acknowledged: acknowledged.count)
        for id in acknowledged {
            guard let there = try await stock.reservation(id) else { continue }
            if there.state == .held, there.allocations.reduce(0, { $0 + $1.held }) == 1 { result.found += 1 }
        }
        result.held = try await promotion.held(in: stock)
        result.openMilliseconds = Double(NumberText.microseconds(opening)) / 1_000
        let recovery = try await stock.statistics().recovery
        result.commandsReplayed = recovery.commandsReplayed
        result.bytesDropped = recovery.bytesDropped
        return result
    }
}

import ArgumentParser
import Foundation
import StockAPI
import StockClient
import StockEngine

/// A backup of a store that is being served.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a backup of a server's store, while it goes on.",
        discussion: """
            The server writes a checkpoint and sends LMDB's file as it is then, while all goes \
            on. It is written into a new folder within --to, and the manifest last: a backup \
            without one was interrupted, and is refused.

            While a backup is made the server's file may grow, since pages that are freed \
            wait for it. --rate bounds how fast it reads and writes: slower disturbs less, \
            and takes longer.

            What happens after the backup is in the journal's archive: stockroom serve \
            --archive DIR. docs/backup.md says how the two go together.

            Examples:
              stockroom backup --to backups
              stockroom backup --connect 127.0.0.1:7420 --to backups --verify
              stockroom backup --to backups --rate 50 --json

            Exit codes:
              0  the backup is whole
              1  --verify found differences
              3  no server answers, or something could not be written
            """)

    @Option(help: ArgumentHelp("The folder of the backups; made where it is not there.", valueName: "dir"))
    var to: String
    @Option(help: ArgumentHelp("The most that is read and written in a second (default: 128).", valueName: "MiB"))
    var rate = 128
    @Flag(help: "Then read it again, and recompute every invariant from its rows.") var verify = false
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (1...1_000_000).contains(rate) else { throw ValidationError("--rate is 1 to 1,000,000 MiB a second.") }
    }

    private struct Result: Encodable {
        var backup: String
        var store: StoreView
        var bytes: UInt64
        var seconds: Double
        var verified: Verification?
    }

    mutating func run() async throws {
        let command = self
        let began = ContinuousClock.now
        let (path, manifest) = try await remote.use { client, _ in
            do throws(BackupFailure) { return try await command.receive(client) } catch {
                throw CommandFailure(error)
            }
        }
        let seconds = began.duration(to: .now).seconds
        var result = Result(
            backup: path, store: StoreView(manifest.store), bytes: manifest.files.reduce(0) { $0 + $1.byteCount },
            seconds: seconds)
        if verify { result.verified = try await Verification.run(on: BackupFolder.find(path)) }
        try json.put(result) {
            var lines = [
                "backup \(path)", result.store.text,
                "  \(NumberText.bytes(result.bytes)) in \(String(format: "%.1f", seconds)) s",
            ]
            if let verified = result.verified { lines.append(verified.text) }
            return lines.joined(separator: "\n")
        }
        if let verified = result.verified, verified.differences > 0 { throw CommandFailure(.differs) }
    }

    /// Writes what the server sends; what is interrupted in order is removed.
    private func receive(
        _ client: StockroomClient
    ) async throws(BackupFailure) -> (path: String, manifest: BackupManifest) {
        let progress = ProgressLine()
        defer { progress.finish() }
        progress.show("waiting for the checkpoint")
        var pieces = client.download().makeAsyncIterator()
        // Nothing is made where the server does not send anything.
        var piece = try await Self.next(&pieces)
        var writer = try BackupWriter(in: to, program: StockroomCommand.configuration.version)
        let path = writer.path
        do throws(BackupFailure) {
            let began = ContinuousClock.now
            while let bytes = piece {
                try writer.append(bytes)
                progress.show("writing MiB", Int(clamping: writer.byteCount >> 20))
                try await keepRate(writer.byteCount, since: began)
                piece = try await Self.next(&pieces)
            }
        } catch {
            writer.discard()
            throw error
        }
        return (path, try writer.finish())
    }

    private static func next(
        _ pieces: inout StoreDownload.AsyncIterator
    ) async throws(BackupFailure) -> [UInt8]? {
        do throws(StockFailure) { return try await pieces.next() } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .connectionFailed(let why): throw .ended(why)
            case .closed: throw .ended("the server stops")
            case .busy: throw .ended("another backup is being made, or the server has too much to do")
            case .timeLimitPassed: throw .ended("it took longer than the server allows")
            default: throw .store(error)
            }
        }
    }

    /// Waits until so many bytes are due.
    private func keepRate(_ byteCount: UInt64, since began: ContinuousClock.Instant) async throws(BackupFailure) {
        let due = began + .microseconds(Int64(byteCount) * 1_000_000 / (Int64(rate) << 20))
        do { try await Task.sleep(until: due, clock: .continuous) } catch { throw .cancelled }
    }
}

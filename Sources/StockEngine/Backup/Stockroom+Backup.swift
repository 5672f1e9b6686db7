import Dispatch
import StockAPI
public import StockFiles

extension Stockroom {
    /// Makes a backup of this store into a new folder within `folder`, while the engine goes on.
    ///
    /// Writes a checkpoint first; see `snapshotStream()` for what it costs the store meanwhile. What is interrupted is
    /// removed, as far as that can be done, and has no manifest in any case.
    ///
    /// - Parameters:
    ///   - folder: where the backups are kept; made where it is not there.
    ///   - program: the version of the program that makes it, for the manifest.
    ///   - files: the disk that it is written to.
    /// - Returns: the backup.
    /// - Throws: `files`, `store`.
    public func backUp(
        to folder: String, program: String = "embedded", files: any FileSystem = SystemFiles()
    ) async throws(BackupFailure) -> BackupFolder {
        let stream: SnapshotStream
        do throws(StockFailure) { stream = try await snapshotStream() } catch { throw .store(error) }
        // Beside the tasks: it waits for the disk.
        let result: Result<BackupFolder, BackupFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(BackupFailure) {
                    continuation.resume(returning: .success(try Self.write(stream, folder, program, files)))
                } catch { continuation.resume(returning: .failure(error)) }
            }
        }
        return try result.get()
    }

    private static func write(
        _ stream: SnapshotStream, _ folder: String, _ program: String, _ files: any FileSystem
    ) throws(BackupFailure) -> BackupFolder {
        var writer = try BackupWriter(in: folder, program: program, files: files)
        let path = writer.path
        do throws(BackupFailure) {
            while true {
                let bytes: [UInt8]
                do throws(StockFailure) { bytes = try stream.next(atMost: BackupWriter.pieceBytes) } catch {
                    throw .store(error)
                }
                if bytes.isEmpty { break }
                try writer.append(bytes)
            }
        } catch {
            writer.discard()
            throw error
        }
        return BackupFolder(path: path, manifest: try writer.finish())
    }
}

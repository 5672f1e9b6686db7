import Foundation
import StockEngine

/// Opening and closing stores.
enum StoreFolder {
    /// Whether an LMDB environment lies in the folder: the engine says whether it is a store.
    static func holdsStore(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: URL(fileURLWithPath: path).appendingPathComponent("data.mdb").path)
    }

    /// Throws where nothing lies in the folder that could be a store.
    static func requireStore(_ path: String) throws {
        guard holdsStore(path) else {
            throw CommandFailure(
                .storage, "there is no store in \(path). Make one with: stockroom replay … --data \(path)")
        }
    }

    /// Whether it lies there as `mdb_copy` leaves it, or a backup: never opened as a store where it lies.
    ///
    /// A store may have its journal elsewhere; the lock's file is there once a store was opened. What its rows say about a
    /// journal is no help, since a copy of them says the same.
    static func isCopy(_ path: String) -> Bool {
        let folder = URL(fileURLWithPath: path)
        return holdsStore(path)
            && !["journal", "stockroom.lock"].contains { name in
                FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
            }
    }

    /// Opens the store in the folder, or makes one, does `body`, and closes it whatever happens.
    static func use<Value>(
        _ path: String, acceptDowntime: Bool = false, options given: StockroomOptions = StockroomOptions(),
        _ body: (Stockroom) async throws -> Value
    ) async throws -> Value {
        var options = given
        options.acceptsDowntime = acceptDowntime
        options.opensSimulatedStores = true
        do {
            let stock = try await Stockroom.open(at: path, options: options)
            do {
                let value = try await body(stock)
                try await stock.close()
                return value
            } catch {
                // What went wrong first is what is reported.
                try? await stock.close()
                throw error
            }
        } catch { throw CommandFailure(describing: error) }
    }

    /// A folder for one run, which `remove` takes away.
    static func temporary(named name: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)").path
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw CommandFailure(
                .storage, "\(path) cannot be made: \(error.localizedDescription). Name a folder with --data")
        }
        return path
    }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}

import ArgumentParser
import Foundation
import RetailDocuments
import RetailMasterData

/// Writes master data as the files that it came in.
struct ExportMaster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "master",
        abstract: "Write master data and opening stock, as the files that an import reads.",
        discussion: """
            What was imported comes back byte for byte; a row that was changed since \
            is written anew in its place, and a new one at the end.

            Example: stockroom export master masters --data shop
            """)

    @Argument(help: ArgumentHelp("The folder, made where there is none.", valueName: "folder")) var folder: String
    @Flag(help: "Write over files that are there.") var overwrite = false
    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct File: Encodable {
        var name: String
        var rows: Int
        var bytes: Int
    }

    mutating func run() async throws {
        let progress = ProgressLine()
        let files = try await workplace.use(json) { place in
            let files = try await place.exportMasterData { progress.show($0) }
            progress.finish()
            return files
        }
        try write(files)
        let views = files.map { File(name: $0.name, rows: $0.rows, bytes: $0.bytes.count) }
        try json.put(views) {
            guard !views.isEmpty else { return "there is no master data yet: stockroom import" }
            var table = TextTable()
            table.add("file", "rows", "bytes")
            for file in views { table.add(file.name, NumberText.grouped(file.rows), NumberText.grouped(file.bytes)) }
            return table.text()
        }
    }

    private func write(_ files: [ExportedFile]) throws {
        let place = URL(fileURLWithPath: folder)
        let there = files.map(\.name).filter {
            FileManager.default.fileExists(atPath: place.appendingPathComponent($0).path)
        }
        if !overwrite, !there.isEmpty {
            throw CommandFailure(
                .differs,
                "\(folder) holds \(there.joined(separator: ", ")) already: choose another folder, or --overwrite")
        }
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for file in files {
                try Data(file.bytes).write(to: place.appendingPathComponent(file.name), options: .atomic)
            }
        } catch { throw CommandFailure(.storage, "\(folder) cannot be written: \(error.localizedDescription)") }
    }
}

import ArgumentParser
import RetailDocuments
import RetailMasterData
import RetailRecords

/// Brings a folder of master data into force.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import master data and opening stock, all of a folder or nothing.",
        discussion: """
            Each kind is a CSV file of its own; docs/master-data.md has their columns:
              units categories brands tax-codes products skus barcodes kits suppliers
              supplier-prices sites locations channels price-lists prices customers
              opening-stock

            Every rule that a row breaks is listed with file, line and remedy, and \
            nothing is loaded while one is broken. All rows come into force at once, with \
            the engine's definitions and the movements of the opening stock. The same \
            folder again changes nothing; an import that was interrupted goes on. Rows \
            that the folder does not have stay as they are: an import removes nothing.

            Examples:
              stockroom import masters --dry-run --data shop
              stockroom import masters --data shop
              stockroom import --abandon --data shop

            Exit codes:
              0  done
              1  rules are broken, or the opening stock differs from what was booked
              4  the folder cannot be read
            """)

    @Argument(help: ArgumentHelp("The folder with the files.", valueName: "folder")) var folder: String?
    @Flag(help: "Only list the rules that are broken, and what would change.") var dryRun = false
    @Flag(help: "Give up the import that has begun and not ended.") var abandon = false
    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard abandon != (folder != nil) else { throw ValidationError("Say which folder, or --abandon.") }
        guard !(abandon && dryRun) else { throw ValidationError("--abandon gives up: there is nothing to try.") }
    }

    mutating func run() async throws {
        guard let folder else { return try await giveUp() }
        let files: ImportFolder
        do { files = try ImportFolder(path: folder) } catch { throw CommandFailure(describing: error) }
        if dryRun, let path = workplace.path, !StoreFolder.holdsStore(path) {
            // A dry run makes no store: it looks at what a new one would take.
            let place = try StoreFolder.temporary(named: "stockroom-import")
            defer { StoreFolder.remove(place) }
            workplace.path = place
            return try await load(files, makesStore: true)
        }
        try await load(files, makesStore: !dryRun)
    }

    private func load(_ files: ImportFolder, makesStore: Bool) async throws {
        let progress = ProgressLine()
        let tries = dryRun
        let report = try await workplace.use(json, makesStore: makesStore) { place in
            defer { progress.finish() }
            if tries { return try await place.tryImport(of: files) { progress.show($0) } }
            return try await place.importMasterData(from: files) { progress.show($0) }
        }
        let view = ImportView(report, isDryRun: dryRun)
        try json.put(view) { view.text }
        if view.differs { throw CommandFailure(.differs) }
    }

    private struct GivenUp: Encodable { var abandoned: UInt64 }

    private func giveUp() async throws {
        let number = try await workplace.use(json) { try await $0.abandonImport() }
        try json.put(GivenUp(abandoned: number)) { "import \(number) is given up; nothing of it is in force" }
    }
}

extension ProgressLine {
    func show(_ progress: ImportProgress) { show(progress.part, progress.done, of: progress.of) }
}

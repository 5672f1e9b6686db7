import RetailDocuments
import RetailMasterData

/// What an import came to, for a person and for a script.
struct ImportView: Encodable {
    struct Problem: Encodable {
        var file: String
        var line: Int
        var rule: String
        var description: String
        var remedy: String
    }

    struct File: Encodable {
        var name: String
        var new: Int
        var changed: Int
        var unchanged: Int
    }

    struct Sum: Encodable {
        var rows: Int
        var units: Int64
        var value: String

        init(_ sum: OpeningSum) {
            rows = sum.rows
            units = sum.units
            value = sum.value.description
        }
    }

    struct Location: Encodable {
        var location: UInt32
        var code: String
        var file: Sum
        var booked: Sum
        var agrees: Bool
    }

    struct OpeningStock: Encodable {
        var agrees: Bool
        var locations: [Location]
        var rowsWithoutUnits: Int

        enum CodingKeys: String, CodingKey {
            case agrees, locations
            case rowsWithoutUnits = "rows_without_units"
        }
    }

    var dryRun: Bool
    var loaded: Bool
    var changesNothing: Bool
    /// The number of the run.
    var run: UInt64?
    var files: [File]
    var brokenRules: Int
    var problems: [Problem]
    var openingStock: OpeningStock?

    enum CodingKeys: String, CodingKey {
        case loaded, run, files, problems
        case dryRun = "dry_run"
        case changesNothing = "changes_nothing"
        case brokenRules = "broken_rules"
        case openingStock = "opening_stock"
    }

    init(_ report: ImportReport, isDryRun: Bool) {
        dryRun = isDryRun
        loaded = report.number != nil
        changesNothing = !isDryRun && report.problems.isEmpty && report.changesNothing
        run = report.number
        files = report.files.map { File(name: $0.name, new: $0.new, changed: $0.changed, unchanged: $0.unchanged) }
        brokenRules = report.problems.count
        problems = report.problems.map {
            Problem(
                file: $0.file, line: $0.line, rule: $0.rule.name, description: $0.rule.description,
                remedy: $0.rule.remedy)
        }
        openingStock = report.openingStock.map { opening in
            OpeningStock(
                agrees: opening.agrees,
                locations: opening.locations.map {
                    Location(
                        location: $0.number, code: $0.code, file: Sum($0.inFile), booked: Sum($0.booked),
                        agrees: $0.agrees)
                }, rowsWithoutUnits: opening.rowsWithoutUnits)
        }
    }

    /// Rules are broken, or what was booked is not what the file says.
    var differs: Bool { brokenRules > 0 || openingStock?.agrees == false }

    var text: String {
        guard problems.isEmpty else {
            let lines = problems.map { "\($0.file):\($0.line): \($0.description) (\($0.rule)); \($0.remedy)" }
            return (lines + ["\(NumberText.counted(brokenRules, "broken rule", "broken rules")); nothing was loaded"])
                .joined(separator: "\n")
        }
        var table = TextTable()
        table.add("file", "new", "changed", "unchanged")
        for file in files {
            table.add(
                file.name, NumberText.grouped(file.new), NumberText.grouped(file.changed),
                NumberText.grouped(file.unchanged))
        }
        let outcome =
            dryRun
            ? "no rule is broken; nothing was loaded, as it was a dry run"
            : run.map { "loaded by import \($0)" } ?? "all of it was in force already; nothing was changed"
        return ([table.text(), outcome] + (openingStock.map { [$0.text] } ?? [])).joined(separator: "\n")
    }
}

extension ImportView.OpeningStock {
    /// Side by side, location by location.
    var text: String {
        var table = TextTable()
        table.add("opening stock", "rows", "units", "value", "booked", "units", "value", "")
        for line in locations {
            table.add(
                "\(line.location) \(line.code)", NumberText.grouped(line.file.rows),
                NumberText.grouped(line.file.units),
                line.file.value, NumberText.grouped(line.booked.rows), NumberText.grouped(line.booked.units),
                line.booked.value, line.agrees ? "agrees" : "DIFFERS")
        }
        let verdict = agrees ? "the ledger says what the file says" : "the ledger differs from the file"
        let without =
            rowsWithoutUnits > 0
            ? "; \(NumberText.counted(rowsWithoutUnits, "row", "rows")) without units moved nothing" : ""
        return table.text() + "\n" + verdict + without
    }
}

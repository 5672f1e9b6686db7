import Foundation

/// What a target may import: of the project, and of others.
struct Layer: Equatable, CustomStringConvertible {
    let target: String
    let ofProject: Set<String>
    let ofOthers: Set<String>

    var description: String { target }

    init(_ target: String, _ ofProject: Set<String> = [], others: Set<String> = []) {
        self.target = target
        self.ofProject = ofProject
        ofOthers = others
    }

    /// The order of the layers; the same table stands in docs/design.md.
    static let all = [
        Layer("StockBytes", others: ["Glibc"]),
        Layer("StockFiles", ["StockBytes"], others: ["Glibc", "Synchronization"]),
        Layer("CLMDB"),
        Layer("LMDB", ["CLMDB"], others: ["Glibc", "Synchronization"]),
        Layer("StockModel", ["StockBytes"], others: ["Synchronization"]),
        Layer("StockAPI", ["StockModel"], others: ["Foundation", "Synchronization"]),
        Layer("StockProtocol", ["StockModel", "StockBytes"]),
        Layer("StockJournal", ["StockBytes", "StockFiles"], others: ["Synchronization"]),
        Layer(
            "StockEngine", ["StockAPI", "StockModel", "StockBytes", "StockJournal", "StockFiles", "LMDB"],
            others: ["Dispatch", "Foundation", "HeapModule", "Synchronization"]),
        Layer("CSockets"),
        Layer(
            "StockSockets", ["CSockets", "StockBytes"],
            others: ["Dispatch", "Foundation", "Glibc", "Synchronization"]),
        Layer(
            "StockServer", ["StockEngine", "StockAPI", "StockModel", "StockProtocol", "StockSockets", "StockBytes"],
            others: ["Dispatch", "Logging", "ServiceLifecycle", "Synchronization"]),
        Layer(
            "StockClient", ["StockAPI", "StockModel", "StockProtocol", "StockBytes"],
            others: ["NIOCore", "NIOPosix", "Synchronization"]),
        Layer(
            "StockTesting", ["StockAPI", "StockModel", "StockEngine", "StockServer", "StockClient"],
            others: ["Foundation", "Logging"]),
        Layer(
            "StockSimulation", ["StockEngine", "StockAPI", "StockModel", "StockJournal", "StockFiles", "StockBytes"],
            others: ["Foundation", "HeapModule"]),
        Layer("simulate", ["StockSimulation"], others: ["ArgumentParser", "Foundation"]),
        Layer("RetailRecords"),
        Layer("RetailDocuments", ["StockAPI", "StockModel"], others: ["Crypto", "Foundation"]),
        Layer(
            "RetailMasterData", ["RetailRecords", "RetailDocuments", "StockAPI", "StockModel"], others: ["Foundation"]),
        Layer(
            "RetailPurchasing", ["RetailMasterData", "RetailDocuments", "StockAPI", "StockModel"],
            others: ["Foundation"]),
        Layer(
            "RetailReceiving", ["RetailPurchasing", "RetailMasterData", "RetailDocuments", "StockAPI", "StockModel"],
            others: ["Foundation"]),
        Layer(
            "RetailReplay",
            [
                "RetailReceiving", "RetailPurchasing", "RetailMasterData", "RetailDocuments", "RetailRecords",
                "StockAPI",
                "StockModel",
            ], others: ["Foundation"]),
        Layer(
            "StockLoad", ["StockAPI", "StockModel", "StockBytes"],
            others: ["DequeModule", "Foundation", "Histogram", "Synchronization"]),
        Layer(
            "stockroom",
            [
                "StockBytes", "StockFiles", "StockAPI", "StockModel", "StockEngine", "StockServer", "StockClient",
                "StockLoad", "RetailRecords", "RetailReplay", "RetailDocuments", "RetailMasterData", "RetailPurchasing",
                "RetailReceiving",
            ],
            others: [
                "ArgumentParser", "Configuration", "Dispatch", "Foundation", "Glibc", "Histogram", "Logging",
                "ServiceLifecycle", "Synchronization", "SystemPackage", "UnixSignals",
            ]),
        Layer("DiskRecorder"),
        Layer(
            "ReliabilityTrials",
            ["StockBytes", "StockFiles", "StockModel", "StockAPI", "StockEngine", "StockServer", "StockClient"],
            others: [
                "ArgumentParser", "Foundation", "Logging", "ServiceLifecycle", "Synchronization", "UnixSignals",
            ]),
    ]

    /// The folders of the engine that decide and remember, and what they may import.
    static let pureFolders = ["Tables", "Rows", "Overlay", "StateMachine"]
    static let pureImports: Set<String> = ["StockAPI", "StockBytes", "StockModel", "HeapModule"]

    /// The table under "Layers" in docs/design.md.
    static func inDesign() throws -> [Layer] {
        let text = try Project.text(of: "docs/design.md")
        var layers: [Layer] = []
        for line in text.components(separatedBy: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 4 else { continue }
            let target = cells[0].trimmingCharacters(in: ["`"])
            layers.append(Layer(target, names(cells[2]), others: names(cells[3])))
        }
        return layers
    }

    /// The targets of Package.swift that are not tests, with what they depend on.
    static func inPackage() throws -> [Layer] {
        var layers: [Layer] = []
        let targets = try Project.text(of: "Package.swift").components(separatedBy: "    targets: [").last ?? ""
        let declarations =
            targets.components(separatedBy: "arget(").dropFirst()
            + targets.components(separatedBy: ".systemLibrary(").dropFirst()
        for (declaration, kind) in zip(declarations, kinds(of: targets)) where kind != .test {
            // Up to the settings: the next declaration begins behind them.
            let end = declaration.range(of: "swiftSettings")?.lowerBound ?? declaration.endIndex
            let quoted = strings(in: String(declaration[..<end]))
            guard let name = quoted.first else { continue }
            let packages: Set<String> = [
                "swift-collections", "swift-argument-parser", "hdrhistogram-swift", "swift-nio", "swift-log",
                "swift-configuration", "swift-crypto", "swift-service-lifecycle",
            ]
            let needs = kind == .system ? [] : Set(quoted.dropFirst()).subtracting(packages)
            layers.append(Layer(name, needs))
        }
        return layers
    }

    private enum Kind { case ordinary, test, system }

    private static func kinds(of targets: String) -> [Kind] {
        let pieces = targets.components(separatedBy: "arget(").dropLast()
        return pieces.map { $0.hasSuffix("testT") ? .test : .ordinary }
            + targets.components(separatedBy: ".systemLibrary(").dropFirst().map { _ in .system }
    }

    private static func names(_ cell: String) -> Set<String> {
        cell == "–" ? [] : Set(cell.components(separatedBy: ", "))
    }

    private static func strings(in text: String) -> [String] {
        text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }
}

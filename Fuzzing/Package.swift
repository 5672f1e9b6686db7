// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]

/// A library of the main package.
func stockroom(_ name: String) -> Target.Dependency { .product(name: name, package: "stockroom") }

// A package of its own, so that whoever builds Stockroom does not build this. Built and started by tools/fuzz, which
// has the compiler count the edges of every target that is built for it. Three programs and not one, because libFuzzer
// looks at all counters of a program after each input: the engine has three hundred thousand.
let package = Package(
    name: "stockroom-fuzzing",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "stockroom", path: "../")],
    targets: [
        // libFuzzer's one function.
        .systemLibrary(name: "CFuzzer"),
        // Calls it, and is called with a pointer: the only place here where memory is unsafe.
        .target(name: "FuzzDriver", dependencies: ["CFuzzer"], swiftSettings: strict),
        // What a target is, and how it says what has to hold.
        .target(
            name: "FuzzSupport", dependencies: ["FuzzDriver", stockroom("StockModel"), stockroom("StockBytes")],
            swiftSettings: strict),

        .target(
            name: "FuzzFrames",
            dependencies: [
                "FuzzSupport", stockroom("StockProtocol"), stockroom("StockModel"), stockroom("StockBytes"),
            ],
            swiftSettings: strict),
        .target(
            name: "FuzzImporters",
            dependencies: [
                "FuzzSupport", stockroom("RetailDocuments"), stockroom("RetailRecords"), stockroom("RetailReplay"),
                stockroom("StockBytes"),
            ],
            swiftSettings: strict),
        .target(
            name: "FuzzEngine",
            dependencies: [
                "FuzzSupport", "FuzzFrames", stockroom("StockEngine"), stockroom("StockAPI"), stockroom("StockModel"),
                stockroom("StockSimulation"), stockroom("StockJournal"), stockroom("StockFiles"),
                stockroom("StockBytes"),
            ],
            swiftSettings: strict),

        .executableTarget(name: "fuzz-frames", dependencies: ["FuzzFrames", "FuzzSupport"], swiftSettings: strict),
        .executableTarget(
            name: "fuzz-importers", dependencies: ["FuzzImporters", "FuzzSupport"], swiftSettings: strict),
        .executableTarget(name: "fuzz-engine", dependencies: ["FuzzEngine", "FuzzSupport"], swiftSettings: strict),
    ]
)

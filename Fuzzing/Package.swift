// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]

// A package of its own, so that whoever builds Stockroom does not build this. Built and started by tools/fuzz, which
// has the compiler count the edges of every target that is built for it.
let package = Package(
    name: "stockroom-fuzzing",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "stockroom", path: "../")],
    targets: [
        // libFuzzer's one function.
        .systemLibrary(name: "CFuzzer"),
        // Calls it, and is called with a pointer: the only place here where memory is unsafe.
        .target(name: "FuzzDriver", dependencies: ["CFuzzer"], swiftSettings: strict),
        // What is fuzzed, and what has to hold for every input.
        .target(
            name: "FuzzTargets",
            dependencies: [
                .product(name: "StockEngine", package: "stockroom"),
                .product(name: "StockAPI", package: "stockroom"),
                .product(name: "StockModel", package: "stockroom"),
                .product(name: "StockProtocol", package: "stockroom"),
                .product(name: "StockSimulation", package: "stockroom"),
                .product(name: "StockJournal", package: "stockroom"),
                .product(name: "StockFiles", package: "stockroom"),
                .product(name: "StockBytes", package: "stockroom"),
                .product(name: "RetailReplay", package: "stockroom"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "fuzz", dependencies: ["FuzzTargets", "FuzzDriver"], swiftSettings: strict),
    ]
)

// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target: what the compiler can promise, it promises everywhere.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// For the targets that declare spans bound to the life of another value.
let strictWithLifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

// Each target may use only what stands above it.
let package = Package(
    name: "stockroom",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "StockEngine", targets: ["StockEngine"]),
        .library(name: "StockClient", targets: ["StockClient"]),
        .library(name: "StockServer", targets: ["StockServer"]),
        .library(name: "StockProtocol", targets: ["StockProtocol"]),
        .library(name: "StockAPI", targets: ["StockAPI"]),
        .library(name: "StockModel", targets: ["StockModel"]),
        .library(name: "StockTesting", targets: ["StockTesting"]),
        .library(name: "LMDB", targets: ["LMDB"]),
        .library(name: "StockBytes", targets: ["StockBytes"]),
        .library(name: "StockFiles", targets: ["StockFiles"]),
        .library(name: "StockJournal", targets: ["StockJournal"]),
        .library(name: "RetailDocuments", targets: ["RetailDocuments"]),
        .library(name: "RetailMasterData", targets: ["RetailMasterData"]),
        .library(name: "RetailPurchasing", targets: ["RetailPurchasing"]),
        .library(name: "RetailReceiving", targets: ["RetailReceiving"]),
        .library(name: "RetailRecords", targets: ["RetailRecords"]),
        .library(name: "RetailReplay", targets: ["RetailReplay"]),
        .library(name: "StockSimulation", targets: ["StockSimulation"]),
        .executable(name: "stockroom", targets: ["stockroom"]),
        .executable(name: "simulate", targets: ["simulate"]),
        .library(name: "DiskRecorder", type: .dynamic, targets: ["DiskRecorder"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Bytes, files and the C library: the only places where memory is unsafe.
        .target(name: "StockBytes", swiftSettings: strictWithLifetimes),
        .target(name: "StockFiles", dependencies: ["StockBytes"], swiftSettings: strictWithLifetimes),
        .systemLibrary(
            name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]),
        .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: strictWithLifetimes),

        // What is said and stored.
        .target(name: "StockModel", dependencies: ["StockBytes"], swiftSettings: strictWithLifetimes),
        .target(name: "StockAPI", dependencies: ["StockModel"], swiftSettings: strict),

        // What is said between a client and a server.
        .target(name: "StockProtocol", dependencies: ["StockModel", "StockBytes"], swiftSettings: strictWithLifetimes),

        // How it is made durable and fast.
        .target(
            name: "StockJournal", dependencies: ["StockBytes", "StockFiles"],
            swiftSettings: strictWithLifetimes),
        .target(
            name: "StockEngine",
            dependencies: [
                "StockAPI", "StockModel", "StockBytes", "StockJournal", "StockFiles", "LMDB",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strictWithLifetimes),
        .systemLibrary(name: "CSockets"),
        .target(
            name: "StockSockets", dependencies: ["CSockets", "StockBytes"], swiftSettings: strictWithLifetimes),
        .target(
            name: "StockServer",
            dependencies: [
                "StockEngine", "StockAPI", "StockModel", "StockProtocol", "StockSockets", "StockBytes",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strictWithLifetimes),
        .target(
            name: "StockClient",
            dependencies: [
                "StockAPI", "StockModel", "StockProtocol", "StockBytes",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strictWithLifetimes),
        .target(
            name: "StockTesting",
            dependencies: [
                "StockAPI", "StockModel", "StockEngine", "StockServer", "StockClient",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // Workflows: thin clients of the API.
        .target(name: "RetailRecords", swiftSettings: strict),
        .target(
            name: "RetailDocuments",
            dependencies: ["StockAPI", "StockModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(
            name: "RetailMasterData", dependencies: ["RetailRecords", "RetailDocuments", "StockAPI", "StockModel"],
            swiftSettings: strict),
        .target(
            name: "RetailPurchasing", dependencies: ["RetailMasterData", "RetailDocuments", "StockAPI", "StockModel"],
            swiftSettings: strict),
        .target(
            name: "RetailReceiving",
            dependencies: ["RetailPurchasing", "RetailMasterData", "RetailDocuments", "StockAPI", "StockModel"],
            swiftSettings: strict),
        .target(
            name: "RetailReplay",
            dependencies: [
                "RetailReceiving", "RetailPurchasing", "RetailMasterData", "RetailDocuments", "RetailRecords",
                "StockAPI",
                "StockModel",
            ],
            swiftSettings: strict),

        // Rehearsals: load on a stock, and the proof that it has stood it.
        .target(
            name: "StockLoad",
            dependencies: [
                "StockAPI", "StockModel", "StockBytes",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict),

        // The engine on a machine on which everything goes wrong.
        .target(
            name: "StockSimulation",
            dependencies: [
                "StockEngine", "StockAPI", "StockModel", "StockJournal", "StockFiles", "StockBytes",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strictWithLifetimes),
        .executableTarget(
            name: "simulate",
            dependencies: ["StockSimulation", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),

        .executableTarget(
            name: "stockroom",
            dependencies: [
                "StockBytes", "StockFiles", "StockAPI", "StockModel", "StockEngine", "StockServer", "StockClient",
                "StockLoad", "RetailRecords", "RetailReplay", "RetailDocuments", "RetailMasterData", "RetailPurchasing",
                "RetailReceiving",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Trials: what must survive power cuts and kills.
        .target(name: "DiskRecorder"),
        .executableTarget(
            name: "ReliabilityTrials",
            dependencies: [
                "StockBytes", "StockFiles", "StockModel", "StockAPI", "StockEngine", "StockServer", "StockClient",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strictWithLifetimes),

        .testTarget(
            name: "LMDBTests", dependencies: ["LMDB"], exclude: ["MustNotCompile"],
            swiftSettings: strictWithLifetimes),
        .testTarget(name: "StockBytesTests", dependencies: ["StockBytes"], swiftSettings: strictWithLifetimes),
        .testTarget(
            name: "StockFilesTests", dependencies: ["StockFiles", "StockBytes"], swiftSettings: strictWithLifetimes),
        .testTarget(
            name: "StockJournalTests", dependencies: ["StockJournal", "StockFiles", "StockBytes"],
            swiftSettings: strictWithLifetimes),
        .testTarget(
            name: "StockModelTests", dependencies: ["StockModel", "StockProtocol", "StockBytes"], swiftSettings: strict),
        .testTarget(
            name: "StockSocketsTests", dependencies: ["StockSockets", "StockBytes"],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .testTarget(
            name: "StockServerTests",
            dependencies: [
                "StockServer", "StockSockets", "StockClient", "StockProtocol", "StockEngine", "StockAPI", "StockModel",
                "StockTesting",
                "StockBytes", "StockFiles", "stockroom",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StockEngineTests",
            dependencies: [
                "StockEngine", "StockAPI", "StockModel", "StockBytes", "StockSimulation", "StockTesting",
                "StockServer", "StockClient",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StockSimulationTests", dependencies: ["StockSimulation", "StockTesting"], swiftSettings: strict),
        .testTarget(
            name: "StockRecoveryTests",
            dependencies: [
                "StockEngine", "StockAPI", "StockModel", "StockTesting", "StockFiles", "StockJournal", "StockBytes",
                "LMDB", "StockClient", "StockServer",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RetailDocumentsTests",
            dependencies: ["RetailDocuments", "StockAPI", "StockModel", "StockTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "RetailPurchasingTests",
            dependencies: [
                "RetailPurchasing", "RetailMasterData", "RetailDocuments", "StockAPI", "StockModel", "StockBytes",
                "StockTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RetailMasterDataTests",
            dependencies: [
                "RetailMasterData", "RetailDocuments", "RetailRecords", "StockAPI", "StockModel", "StockTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RetailReceivingTests",
            dependencies: [
                "RetailReceiving", "RetailPurchasing", "RetailMasterData", "RetailDocuments", "StockAPI", "StockModel",
                "StockBytes", "StockTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RetailReplayTests",
            dependencies: [
                "RetailDocuments", "RetailMasterData", "RetailRecords", "RetailReplay", "StockEngine", "StockAPI",
                "StockModel",
                "StockTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StockLoadTests",
            dependencies: ["StockLoad", "StockAPI", "StockModel", "StockBytes", "StockTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "stockroom", "StockEngine", "StockAPI", "StockModel", "RetailDocuments", "RetailMasterData",
                "RetailReceiving",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReliabilityTests", dependencies: ["ReliabilityTrials", "StockModel", "StockBytes", "stockroom"],
            swiftSettings: strict),
        .testTarget(
            name: "ArchitectureTests",
            dependencies: ["StockEngine", "StockAPI", "StockModel", "StockClient", "StockTesting", "RetailDocuments"],
            swiftSettings: strict),
    ]
)

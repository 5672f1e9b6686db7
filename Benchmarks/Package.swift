// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
]

// A package of its own, so that whoever builds Stockroom does not build this.
let package = Package(
    name: "stockroom-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "stockroom", path: "../"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // What the programs that measure a server share: the workload, the client, and what the system tells of a process.
        .target(
            name: "LoadLoop",
            dependencies: [
                "CPoll",
                .product(name: "StockBytes", package: "stockroom"),
                .product(name: "StockEngine", package: "stockroom"),
                .product(name: "StockAPI", package: "stockroom"),
                .product(name: "StockModel", package: "stockroom"),
                .product(name: "StockProtocol", package: "stockroom"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict),
        .systemLibrary(name: "CPoll"),
        .target(
            name: "PlainLMDB", dependencies: ["LoadLoop", .product(name: "LMDB", package: "stockroom")],
            swiftSettings: strict),
        .executableTarget(
            name: "EngineBenchmark",
            dependencies: [
                "LoadLoop", "PlainLMDB",
                .product(name: "StockBytes", package: "stockroom"),
                .product(name: "StockEngine", package: "stockroom"),
                .product(name: "StockAPI", package: "stockroom"),
                .product(name: "StockModel", package: "stockroom"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "ServerBenchmark",
            dependencies: [
                "LoadLoop", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict),

        // Redis, PostgreSQL, plain LMDB and Stockroom beside one another. Started by tools/bench.
        .executableTarget(
            name: "Peers",
            dependencies: [
                "LoadLoop", "PlainLMDB", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "peers/Sources/Peers", swiftSettings: strict),
        .systemLibrary(name: "CEpoll", path: "peers/Sources/CEpoll"),
        .executableTarget(
            name: "GroupServer",
            dependencies: ["CEpoll", "LoadLoop", "PlainLMDB", .product(name: "StockProtocol", package: "stockroom")],
            path: "peers/Sources/GroupServer", swiftSettings: strict),

        .testTarget(
            name: "LoadLoopTests",
            dependencies: [
                "LoadLoop", .product(name: "StockModel", package: "stockroom"),
                .product(name: "StockProtocol", package: "stockroom"),
            ],
            swiftSettings: strict),
        .testTarget(name: "PeersTests", dependencies: ["Peers", "LoadLoop"], swiftSettings: strict),
    ]
)

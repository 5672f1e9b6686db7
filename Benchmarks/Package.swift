// swift-tools-version: 6.2
import PackageDescription

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
        .executableTarget(
            name: "EngineBenchmark",
            dependencies: [
                .product(name: "StockEngine", package: "stockroom"),
                .product(name: "StockAPI", package: "stockroom"),
                .product(name: "StockModel", package: "stockroom"),
                .product(name: "LMDB", package: "stockroom"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
            ]),
        .executableTarget(
            name: "ServerBenchmark",
            dependencies: [
                .product(name: "StockEngine", package: "stockroom"),
                .product(name: "StockAPI", package: "stockroom"),
                .product(name: "StockModel", package: "stockroom"),
                .product(name: "StockProtocol", package: "stockroom"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
            ]),
    ]
)

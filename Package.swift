// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0
//
// The map of the house: one line a target, naming all that it may import. A line may only name lines above it;
// scripts/layering.sh fails when code imports more than its line says.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A library target: a room of the house.
func room(_ name: String, _ folder: String, sees: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: sees, path: "Sources/\(folder)/\(name)", swiftSettings: strict)
}

/// A test target, mirroring the folder that it tests.
func suite(_ name: String, _ folder: String, sees: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: sees, path: "Tests/\(folder)/\(name)", resources: resources, swiftSettings: strict)
}

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
    name: "isartor",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "isartor", targets: ["isartor"]),
        // For the packages that measure and fuzz these rooms; not a public interface.
        .library(
            name: "IsartorRooms",
            targets: ["Addresses", "Conversation", "WireFormats", "Pipeline", "Ledger", "KeptState", "Providers"]),
        .library(name: "IsartorInference", targets: ["Embedder", "VectorIndex", "Verifier"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Optimised in debug builds too: without it one sentence takes 40 ms instead of half a one.
        .target(
            name: "CEncoderKernels", path: "Sources/CEncoderKernels",
            cSettings: [.unsafeFlags(["-O3", "-Wall", "-Wextra"]), .treatAllWarnings(as: .error)]),
        room("Locking", "Gateway"),
        // Optimised in debug builds, too: a text is cut into word pieces on the way of a request.
        .target(
            name: "Embedder", dependencies: ["CEncoderKernels", "Locking", crypto], path: "Sources/Inference/Embedder",
            swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        room("VectorIndex", "Inference", sees: ["CEncoderKernels", "Locking"]),
        .target(
            name: "CVerifierData", path: "Sources/Inference/CVerifierData",
            exclude: ["wordnet.bin", "trees.bin", "LICENSE.wordnet"]),
        room("Verifier", "Inference", sees: ["Embedder", "CVerifierData"]),
        .target(name: "CJudgeData", path: "Sources/Inference/CJudgeData", exclude: ["pairs.jsonl"]),
        room("Addresses", "Gateway"),
        room("Conversation", "Gateway"),
        room("WireFormats", "Gateway", sees: ["Conversation"]),
        room(
            "Pipeline", "Gateway",
            sees: ["Locking", "VectorIndex", "Addresses", "Conversation", "WireFormats", crypto]),
        room("Settings", "Gateway", sees: ["Addresses", toml]),
        room("Telemetry", "Gateway", sees: []),
        room("Ledger", "Gateway", sees: ["Conversation"]),
        room("Storage", "Gateway", sees: ["Locking", "Conversation", "Ledger", grdb, sqlite]),
        room(
            "KeptState", "Gateway",
            sees: ["Locking", "Conversation", "WireFormats", "Pipeline", "Storage", nio, grdb]),
        room(
            "Providers", "Gateway",
            sees: ["Locking", "Addresses", "Conversation", "WireFormats", "Pipeline", nio, nioPosix, nioHTTP1, nioSSL]),
        room("ModelFiles", "Inference", sees: ["Addresses", "Providers", crypto, nio, nioPosix, nioSSL]),
        room(
            "DataPlane", "Gateway/Surfaces",
            sees: [
                "Locking", "Addresses", "Conversation", "WireFormats", "Pipeline", "Ledger", "Telemetry", "Providers",
                nio,
                nioPosix,
                nioHTTP1, nioSSL,
            ]),
        room(
            "ControlPlane", "Gateway/Surfaces",
            sees: [
                "Locking", "Conversation", "WireFormats", "Telemetry", "DataPlane", hummingbird, httpTypes, nio,
                logging,
            ]),
        room(
            "GatewayApp", "Gateway",
            sees: [
                "Locking", "Embedder", "Verifier", "CJudgeData", "Addresses", "Conversation", "WireFormats", "Pipeline",
                "Settings",
                "Telemetry", "Ledger", "Storage", "KeptState", "Providers",
                "DataPlane", "ControlPlane", nio, nioPosix, nioSSL, logging,
            ]),
        room("FakeUpstream", "Bench", sees: ["Locking", nio, nioPosix, nioHTTP1]),
        .executableTarget(
            name: "isartor",
            dependencies: [
                "Embedder", "ModelFiles", "Verifier", "Settings", "GatewayApp", "FakeUpstream", arguments, logging,
                signals,
            ],
            path: "Sources/Commands/isartor", swiftSettings: strict),

        room("SeededNumbers", "Testing"),
        room("TestKit", "Testing", sees: ["Pipeline", "Settings", "GatewayApp", "FakeUpstream", logging]),
        suite("WireFormatsTests", "Gateway", sees: ["SeededNumbers", "Conversation", "WireFormats"]),
        suite("AddressesTests", "Gateway", sees: ["Addresses"]),
        suite(
            "PipelineTests", "Gateway",
            sees: ["SeededNumbers", "Locking", "Addresses", "Conversation", "WireFormats", "Pipeline"]),
        suite(
            "EmbedderTests", "Inference", sees: ["CEncoderKernels", "Embedder"], resources: [.copy("Golden")]),
        suite("VerifierTests", "Inference", sees: ["Verifier"], resources: [.copy("Golden")]),
        suite("VectorIndexTests", "Inference", sees: ["CEncoderKernels", "VectorIndex"]),
        suite("ModelFilesTests", "Inference", sees: ["Addresses", "ModelFiles", nio, nioPosix, nioHTTP1]),
        suite("SettingsTests", "Gateway", sees: ["Addresses", "Settings"]),
        suite("TelemetryTests", "Gateway", sees: ["Telemetry"]),
        suite("LedgerTests", "Gateway", sees: ["SeededNumbers", "Conversation", "WireFormats", "Ledger"]),
        suite("StorageTests", "Gateway", sees: ["Locking", "Conversation", "Ledger", "Storage", grdb]),
        suite(
            "KeptStateTests", "Gateway",
            sees: [
                "SeededNumbers", "Locking", "Conversation", "WireFormats", "Pipeline", "Storage", "KeptState", nio,
                grdb,
            ]),
        suite(
            "ProvidersTests", "Gateway",
            sees: [
                "SeededNumbers", "Locking", "Conversation", "WireFormats", "Pipeline", "Providers", nio, nioPosix,
                nioEmbedded,
            ]),
        suite(
            "DataPlaneTests", "Gateway/Surfaces",
            sees: [
                "SeededNumbers", "Conversation", "WireFormats", "Pipeline", "Providers", "DataPlane", nio, nioHTTP1,
                nioEmbedded,
            ]),
        suite(
            "GatewayAppTests", "Gateway",
            sees: [
                "SeededNumbers", "CEncoderKernels", "Embedder", "Locking", "TestKit", "FakeUpstream", "Settings",
                "GatewayApp", "Ledger", "Storage", grdb, "Conversation", "WireFormats", "Pipeline", "Providers", nio,
                logging,
            ]),
        suite(
            "ContractTests", ".",
            sees: [
                "SeededNumbers", "TestKit", "FakeUpstream", "Settings", "Conversation", "WireFormats", "Pipeline",
            ], resources: [.copy("Fixtures"), .copy("Golden")]),
        suite("FakeUpstreamTests", "Bench", sees: ["FakeUpstream", nio, nioPosix, nioHTTP1, nioEmbedded]),
        suite("IsartorCommandTests", "Commands", sees: ["isartor", "ModelFiles", "Settings", "Verifier", arguments]),
    ]
)

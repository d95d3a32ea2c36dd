// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0
//
// micro: does one thing of the gateway's hot path again and again, so that `scripts/microbench.sh` can count its
// instructions. indexbench: tells how fast and how exact the vector index is, for `scripts/indexbench.sh`.
// verifierbench: tells what the verifier costs, for `scripts/verifierbench.sh`.
// A package of its own, so that nobody who builds the gateway builds this.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "isartor-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "isartor", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .executableTarget(
            name: "micro",
            dependencies: [
                .product(name: "IsartorRooms", package: "isartor"),
                .product(name: "IsartorInference", package: "isartor"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Sources/micro", swiftSettings: strict),
        .target(name: "CComputeBound", path: "Sources/CComputeBound"),
        .executableTarget(
            name: "encoderbench",
            dependencies: [.product(name: "IsartorInference", package: "isartor"), "CComputeBound"],
            path: "Sources/encoderbench", swiftSettings: strict),
        .target(name: "CReadBandwidth", path: "Sources/CReadBandwidth"),
        .executableTarget(
            name: "indexbench",
            dependencies: [.product(name: "IsartorInference", package: "isartor"), "CReadBandwidth"],
            path: "Sources/indexbench", swiftSettings: strict),
        .executableTarget(
            name: "verifierbench",
            dependencies: [.product(name: "IsartorInference", package: "isartor")],
            path: "Sources/verifierbench", swiftSettings: strict),
    ]
)

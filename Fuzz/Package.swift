// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0
//
// Feeds made-up input to everything in the gateway that reads bytes of strangers. A package of its own, so that nobody
// who builds the gateway builds this. `scripts/fuzz.sh` builds and runs it.

import PackageDescription

let package = Package(
    name: "isartor-fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "isartor", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                .product(name: "IsartorRooms", package: "isartor"),
                .product(name: "IsartorInference", package: "isartor"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Sources/fuzz",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ])
    ]
)

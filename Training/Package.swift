// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0
//
// Computes what models are trained on, with the program's own code: nothing is written twice, once for training and once
// for use. A package of its own, so that nobody who builds the gateway builds this. `scripts/verifier.sh` runs it.

import PackageDescription

let package = Package(
    name: "isartor-training",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "isartor", path: "..")],
    targets: [
        .executableTarget(
            name: "features",
            dependencies: [.product(name: "IsartorInference", package: "isartor")],
            path: "Sources/features",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ])
    ]
)

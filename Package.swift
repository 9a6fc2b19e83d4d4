// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

// Data flows one way, left to right:
// CSQLite -> SQLite -> MarketModel -> MarketStore -> MarketReports -> ReportRendering -> tidemark
let package = Package(
  name: "tidemark",
  products: [
    .executable(name: "tidemark", targets: ["tidemark"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "Migrations", path: "Migrations", exclude: ["README.md"], sources: ["migrations.c"]),
    .target(name: "Seeds", path: "Seeds", exclude: ["README.md"], sources: ["seeds.c"]),
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
    .target(name: "MarketModel", swiftSettings: strict),
    .target(
      name: "MarketStore",
      dependencies: [
        "CSQLite", "SQLite", "MarketModel", "Migrations", "Seeds", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(name: "MarketReports", dependencies: ["SQLite", "MarketModel", "MarketStore"], swiftSettings: strict),
    .target(name: "ReportRendering", dependencies: ["MarketModel", "MarketStore", "MarketReports"], swiftSettings: strict),
    .executableTarget(
      name: "tidemark",
      dependencies: [
        "MarketStore", "MarketReports", "ReportRendering",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "CImportFloor", dependencies: ["CSQLite"]),
    .executableTarget(
      name: "tidemark-bench",
      dependencies: [
        "CImportFloor", "CSQLite", "MarketStore", "SQLite", "tidemark", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["README.md"], swiftSettings: strict),
    .testTarget(name: "ReportRenderingTests", dependencies: ["ReportRendering", "MarketReports"], swiftSettings: strict),
    .testTarget(name: "CommandLineTests", dependencies: ["tidemark"], swiftSettings: strict),
    .testTarget(name: "BenchTests", dependencies: ["tidemark-bench"], swiftSettings: strict),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite"], swiftSettings: strict),
    .testTarget(name: "MarketStoreTests", dependencies: ["CSQLite", "MarketStore", "MarketModel", "SQLite"], swiftSettings: strict),
    .testTarget(name: "MarketModelTests", dependencies: ["MarketModel"], swiftSettings: strict),
    .testTarget(name: "MarketReportsTests", dependencies: ["MarketReports"], swiftSettings: strict),
  ]
)

// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// Data flows one way, left to right, and a module imports only what stands to its left:
//
//     System → SQLite ──┐      (SQLite stands on CSQLite, System on CSystem)
//     System → Records ─┼→ MarketStore → MarketReports → ReportRendering → tidemark
//     MarketModel ──────┘
let package = Package(
  name: "tidemark",
  products: [
    .executable(name: "tidemark", targets: ["tidemark"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CSystem", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .target(name: "Migrations", path: "Migrations", exclude: ["README.md"], sources: ["migrations.c"]),
    .target(name: "Seeds", path: "Seeds", exclude: ["README.md"], sources: ["seeds.c"]),
    .target(name: "System", dependencies: ["CSystem"], swiftSettings: strict),
    .target(name: "SQLite", dependencies: ["CSQLite", "System"], swiftSettings: strict),
    .target(name: "CContainers"),
    .target(name: "Records", dependencies: ["CContainers", "System"], swiftSettings: strict),
    .target(name: "MarketModel", swiftSettings: strict),
    .target(
      name: "MarketStore",
      dependencies: ["CSQLite", "SQLite", "System", "Records", "MarketModel", "Migrations", "Seeds"],
      swiftSettings: strict),
    .target(
      name: "MarketReports", dependencies: ["SQLite", "System", "Records", "MarketModel", "MarketStore"],
      swiftSettings: strict),
    .target(name: "CWorkbooks"),
    .target(
      name: "ReportRendering",
      dependencies: ["CWorkbooks", "System", "Records", "MarketModel", "MarketStore", "MarketReports"],
      swiftSettings: strict),
    .executableTarget(
      name: "tidemark",
      dependencies: [
        "SQLite", "System", "Records", "MarketModel", "MarketStore", "MarketReports", "ReportRendering", argumentParser,
      ],
      swiftSettings: strict),
    .target(name: "CImportFloor", dependencies: ["CSQLite"]),
    .executableTarget(
      name: "tidemark-bench",
      dependencies: ["CImportFloor", "CSQLite", "System", "MarketStore", "SQLite", "tidemark", argumentParser],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["MarketModel", "MarketStore", "SQLite", "System"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "SystemTests", dependencies: ["System", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "RecordsTests", dependencies: ["Records", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ReportRenderingTests",
      dependencies: ["ReportRendering", "MarketReports", "MarketStore", "MarketModel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["tidemark", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(name: "BenchTests", dependencies: ["tidemark-bench", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MarketStoreTests",
      dependencies: ["CSQLite", "MarketStore", "MarketModel", "Records", "System", "SQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "MarketModelTests", dependencies: ["MarketModel", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MarketReportsTests",
      dependencies: ["MarketReports", "MarketStore", "MarketModel", "SQLite", "System", "TestSupport"],
      swiftSettings: strict),
  ]
)

// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

// Arrows point down only (docs/ARCHITECTURE.md); ArchitectureTests compares the sources with that table.
let package = Package(
  name: "maru",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "maru", targets: ["maru"]),
    .library(name: "MaruClient", targets: ["MaruClient"]),
  ],
  // Off unless asked for: the default build needs nothing of PostgreSQL.
  traits: [.trait(name: "Postgres", description: "The store on PostgreSQL (needs libpq and its header)")],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.6.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev", "pkg-config"]), .brew(["libpq"])]),
    .target(
      name: "CWriteAhead", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(name: "MaruDomain", swiftSettings: strict),
    .target(name: "MaruContract", dependencies: ["MaruDomain"], swiftSettings: strict),
    .target(
      name: "MaruStore",
      dependencies: [
        "MaruDomain", "CWriteAhead", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"), crypto,
        .target(name: "CPQ", condition: .when(traits: ["Postgres"])),
      ],
      swiftSettings: strict),
    .target(
      name: "MaruBankLink",
      dependencies: ["MaruDomain", "MaruContract", nioCore, nioPosix, nioHTTP1, nioTLS, nioSSL, crypto, x509],
      swiftSettings: strict),
    .target(
      name: "MaruDelivery", dependencies: ["MaruDomain", nioCore, nioPosix, nioHTTP1, nioSSL, crypto],
      swiftSettings: strict),
    .target(
      name: "MaruOAuth",
      dependencies: ["MaruDomain", "MaruContract", "MaruStore", crypto, cryptoExtras],
      swiftSettings: strict),
    .target(
      name: "MaruHub",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruDelivery", "MaruOAuth", logging, crypto,
      ],
      swiftSettings: strict),
    .target(
      name: "MaruGateway",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruOAuth", "MaruHub",
        hummingbird, hummingbirdCore, mustache, logging, coreMetrics, nioCore, nioHTTP1, nioHTTPTypesHTTP1,
        httpTypes, crypto,
      ],
      resources: [.embedInCode("Resources")],
      swiftSettings: strict),
    .target(
      name: "MaruPortal",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruDelivery", "MaruOAuth", "MaruHub",
        "MaruGateway", hummingbird,
        mustache,
        nioCore, nioHTTP1,
        httpTypes, crypto,
      ],
      resources: [.embedInCode("Resources")],
      swiftSettings: strict),
    .target(
      name: "MaruConsole",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruOAuth", "MaruHub", "MaruGateway", "MaruPortal", hummingbird,
        mustache,
        nioCore,
        httpTypes, crypto,
      ],
      resources: [.embedInCode("Resources")],
      swiftSettings: strict),
    .target(
      name: "MaruTestBed",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruOAuth", "MaruHub", "MaruGateway", hummingbird,
        hummingbirdCore, hummingbirdTLS, httpTypes, nioCore, nioPosix, nioHTTP1, crypto, logging, serviceLifecycle,
        x509,
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ],
      swiftSettings: strict),
    .target(
      name: "MaruClient",
      dependencies: ["MaruDomain", "MaruContract", asyncHTTPClient, crypto, nioCore, nioPosix],
      swiftSettings: strict),
    .executableTarget(
      name: "maru",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruOAuth", "MaruHub", "MaruGateway", "MaruPortal",
        "MaruConsole", "MaruDelivery", "MaruTestBed", "MaruClient", hummingbird, hummingbirdCore, logging,
        serviceLifecycle, nioCore,
        nioPosix,
        nioSSL, crypto,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "SystemPackage", package: "swift-system"), .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "maru-bench",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruHub", hummingbird, logging, nioCore, nioPosix,
        crypto, .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/maru-bench",
      swiftSettings: strict),
    .testTarget(name: "MaruBenchTests", dependencies: ["maru-bench", nioCore], swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "MaruStoreTests", dependencies: ["MaruDomain", "MaruStore", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MaruBankLinkTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruTestBed", "TestSupport", hummingbird, logging,
        nioCore, nioEmbedded, nioPosix,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruDeliveryTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruHub", "MaruDelivery", "MaruTestBed", "TestSupport", nioCore,
        nioHTTP1, nioPosix, nioSSL,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruTestBedTests",
      dependencies: ["MaruDomain", "MaruStore", "MaruBankLink", "MaruHub", "MaruTestBed", "TestSupport", crypto],
      swiftSettings: strict),
    .testTarget(
      name: "MaruContractTests", dependencies: ["MaruDomain", "MaruContract"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(name: "MaruDomainTests", dependencies: ["MaruDomain"], swiftSettings: strict),
    // Not a test target itself, so that several can share it; nothing that is shipped depends on it.
    .target(
      name: "TestSupport",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruOAuth", "MaruHub", "MaruGateway", "MaruTestBed",
        hummingbird, hummingbirdCore, logging, httpTypes, nioCore, nioPosix, nioHTTP1, nioHTTPTypesHTTP1, nioSSL,
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "MaruOAuthTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruOAuth", "MaruHub", "MaruTestBed", "TestSupport", crypto,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruPortalTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruOAuth", "MaruHub", "MaruGateway", "MaruPortal",
        "MaruTestBed",
        "TestSupport", hummingbird, hummingbirdTesting, httpTypes, nioCore, crypto,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruConsoleTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruOAuth", "MaruHub", "MaruGateway", "MaruPortal", "MaruConsole",
        "MaruTestBed",
        "TestSupport", hummingbird, hummingbirdTesting, httpTypes, nioCore,
      ],
      swiftSettings: strict),
    // A bank's server and the hub's link to it, always both together.
    .testTarget(
      name: "BankServerTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruTestBed", "TestSupport", hummingbird,
        hummingbirdTLS, logging, nioCore, nioPosix, nioSSL, crypto, cryptoExtras,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruGatewayTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruOAuth", "MaruHub", "MaruGateway", "MaruTestBed", "TestSupport",
        hummingbird, hummingbirdTesting, httpTypes, nioCore, nioEmbedded, nioPosix, nioHTTP1,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruClientTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruHub", "MaruTestBed", "MaruClient", "MaruDelivery",
        "TestSupport",
        hummingbird, hummingbirdTesting, nioCore, nioHTTP1, nioPosix,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaruHubTests",
      dependencies: [
        "MaruDomain", "MaruContract", "MaruStore", "MaruBankLink", "MaruOAuth", "MaruHub", "MaruTestBed", "TestSupport",
        logging,
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

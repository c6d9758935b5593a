// swift-tools-version: 6.2
import PackageDescription

// The house, from the ground up: bytes, records, values, rows; then capabilities that do not know
// one another; then commands, one sentence each. A target lists exactly what it imports.

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: swift)
}

/// A command: its options and one sentence in code. `capabilities` are the libraries it joins.
func command(_ name: String, _ capabilities: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: capabilities + [
      "DueTool", "DueSystem", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    path: "Sources/Commands/\(name)",
    swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: swift)
}

let grdb: [Target.Dependency] = [
  .product(name: "GRDB", package: "GRDB.swift"),
  .product(name: "GRDBSQLite", package: "GRDB.swift"),
]

let package = Package(
  name: "due",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // C that Swift cannot say as fast, or cannot say at all.
    .target(name: "CDueScan", path: "Sources/CDueScan"),
    .target(
      name: "CDueSystem", path: "Sources/CDueSystem", linkerSettings: [.linkedLibrary("crypto")]),

    .target(
      name: "CDueStore", path: "Sources/CDueStore",
      linkerSettings: [.linkedLibrary("sqlite3")]),

    // libmicrohttpd, for due-publish alone.
    .target(
      name: "CDueServe", path: "Sources/CDueServe", linkerSettings: [.linkedLibrary("microhttpd")]),

    // libcurl, loaded for the first request.
    .target(name: "CDueCurl", path: "Sources/CDueCurl"),

    // libssl, loaded for the first handshake.
    .target(name: "CDueTLS", path: "Sources/CDueTLS"),

    // Layers.
    library("DueSystem", ["CDueScan", "CDueSystem"]),
    library("DueFormats", ["DueSystem", "CDueScan"]),
    library("DueModel", ["DueSystem", "DueFormats"]),
    // What events look like to SQL: tables and views, written for every engine.
    library("DueEventSQL", ["DueSystem"]),
    library(
      "DueStore", ["CDueStore", "DueSystem", "DueFormats", "DueModel", "DueEventSQL"] + grdb),

    // Requests over HTTP, one after another or many at a time.
    library("DueHTTP", ["CDueCurl", "DueSystem"]),

    // What an HTML text refers to.
    library("DueHTML", ["DueSystem"]),

    // Messages of mail, built and taken apart.
    library("DueMIME", ["CDueScan", "DueFormats", "DueSystem"]),

    // Capabilities.
    library(
      "DueArchive",
      [
        "CDueSystem", "DueFormats", "DueMIME", "DueModel", "DueStore", "DueSystem", "DueTemplates",
      ]),
    library("DueAWS", ["CDueSystem", "DueSystem", "DueFormats", "DueHTTP"]),
    library("DueBounces", ["DueFormats", "DueMIME", "DueModel", "DueSystem"]),
    library("DueForget", ["DueSystem", "DueFormats", "DueStore"]),
    // Gateways of text messages in one's own house.
    library("DueGateways", ["CDueSystem", "DueDelivery", "DueFormats", "DueModel", "DueSystem"]),
    library(
      "DueHooks",
      ["CDueSystem", "DueDelivery", "DueFormats", "DueHTTP", "DueModel", "DueSystem"]),
    library("DueImport", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library(
      "DueInbound",
      ["CDueSystem", "DueFormats", "DueHTML", "DueMIME", "DueModel", "DueSystem"]),
    library("DueNames", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueOptOuts", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DuePhones", ["DueSystem", "DueFormats", "DueModel"]),
    library(
      "DueReplies",
      ["DueFormats", "DueMIME", "DueModel", "DueStore", "DueSystem"]),
    library("DuePublish", ["CDueServe", "CDueSystem", "DueFormats", "DueHTML", "DueSystem"]),
    library("DueQueries", ["DueSystem", "DueFormats", "DueStore"]),
    library("DueReports", ["CDueScan", "DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueSegments", ["CDueScan", "DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueSuppression", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueRetries", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueTags", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueTemplates", ["DueSystem", "DueFormats", "DueHTML", "CDueSystem"]),
    library("DueCampaigns", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    // Saved definitions: told apart, and what they name.
    library("DueDefinitions", ["DueSystem", "DueFormats"]),
    // Figures on a page that holds all it needs.
    library("DuePages", ["DueFormats", "DueSystem"]),
    library("DueDashboard", ["DueFormats", "DuePages", "DueSystem"]),
    library(
      "DueDelivery",
      ["CDueSystem", "DueSystem", "DueFormats", "DueMIME", "DueModel", "DueStore"]),
    // Mail: made of messages, and handed to servers.
    library(
      "DueMail",
      [
        "CDueSystem", "CDueTLS", "DueDelivery", "DueFormats", "DueMIME", "DueModel", "DueSystem",
      ]),
    // SES, which carries mail: whole, or as templates that it has.
    library(
      "DueSES",
      [
        "DueAWS", "DueDelivery", "DueFormats", "DueHTTP", "DueMIME", "DueMail", "DueModel",
        "DueSystem", "DueWebPeers",
      ]),
    library(
      "DueMigration", ["DueDefinitions", "DueFormats", "DueModel", "DueStore", "DueSystem"]),
    library("DueExport", ["DueFormats", "DueModel", "DueStore", "DueSystem"]),
    // The templates that mails are made of.
    library(
      "DueMailTemplates",
      ["DueDelivery", "DueFormats", "DueMail", "DueStore", "DueSystem", "DueTemplates"]),
    library(
      "DueLoadTesting",
      ["DueDelivery", "DueFormats", "DueModel", "DuePages", "DueStore", "DueSystem"]),
    library("DueEnvelopes", ["CDueSystem", "DueSystem", "DueFormats", "DueModel"]),
    library(
      "DueJourneys", ["DueDefinitions", "DueFormats", "DueModel", "DueStore", "DueSystem"]),
    library("DueLake", ["DueSystem", "DueFormats", "DueModel", "DueStore"]),
    library("DueEvents", ["CDueScan", "DueSystem", "DueFormats", "DueModel", "DueStore"]),
    // Peers that are reached over HTTP.
    library(
      "DueWebPeers",
      ["DueAWS", "DueDelivery", "DueFormats", "DueHTTP", "DueModel", "DueSystem"]),
    library("DueWatch", ["DueSystem", "DueFormats", "CDueSystem"]),

    // Options, console and `main` that all commands share.
    library(
      "DueTool",
      [
        "DueSystem", "DueFormats", "DueHTTP", "DueModel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // What every command that delivers asks of its user.
    library(
      "DueDeliveryOptions",
      [
        "DueAWS", "DueAWSOptions", "DueDelivery", "DueFormats", "DueGateways", "DueHooks",
        "DueMail", "DueMIME", "DueModel", "DueSES", "DueStore", "DueSystem", "DueTool",
        "DueWebPeers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // How commands that read phone numbers are told whose they are.
    library(
      "DuePhoneOptions",
      [
        "DuePhones", "DueTool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // What every command that draws asks of its user.
    library(
      "DuePageOptions",
      [
        "DueFormats", "DuePages", "DueSystem", "DueTemplates", "DueTool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // What every command that speaks to AWS asks of its user.
    library(
      "DueAWSOptions",
      [
        "DueAWS", "DueFormats", "DueSystem", "DueTool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    command(
      "due-archive",
      ["DueArchive", "DueFormats", "DueModel", "DueStore"]),
    command(
      "due-auto-reply", ["DueFormats", "DueMIME", "DueModel", "DueReplies", "DueStore"]),
    command("due-bounce", ["DueBounces", "DueFormats", "DueMIME", "DueModel", "DueStore"]),
    command(
      "due-campaign",
      [
        "DueCampaigns", "DueDelivery", "DueDeliveryOptions", "DueFormats", "DueHooks", "DueMail",
        "DueModel",
        "DueSegments", "DueStore", "DueTemplates",
      ]),
    command(
      "due-copy-journey",
      ["DueCampaigns", "DueDefinitions", "DueFormats", "DueJourneys", "DueModel", "DueStore"]),
    command(
      "due-events",
      ["DueEventSQL", "DueEvents", "DueFormats", "DueLake", "DueModel", "DueStore"]),
    command(
      "due-export",
      ["DueCampaigns", "DueExport", "DueFormats", "DueModel", "DueSegments", "DueStore"]),
    command(
      "due-forget",
      [
        "DueArchive", "DueDelivery", "DueForget", "DueFormats", "DueModel", "DuePhoneOptions",
        "DuePhones", "DueStore",
      ]),
    command("due-import", ["DueImport", "DuePhones", "DueStore", "DueFormats"]),
    command(
      "due-inbound",
      [
        "DueEnvelopes", "DueFormats", "DueInbound", "DueMIME", "DueModel", "DuePhoneOptions",
        "DuePhones",
      ]),
    command("due-journey", ["DueFormats", "DueJourneys", "DueModel", "DueStore"]),
    command(
      "due-load-test",
      [
        "DueDelivery", "DueDeliveryOptions", "DueFormats", "DueLoadTesting", "DueMail",
        "DueMailTemplates", "DueModel", "DuePageOptions", "DuePages", "DueStore",
      ]),
    command(
      "due-migrate",
      [
        "DueCampaigns", "DueFormats", "DueImport", "DueJourneys", "DueMigration", "DueModel",
        "DueSegments", "DueStore", "DueTemplates",
      ]),
    command("due-names", ["DueFormats", "DueModel", "DueNames", "DueStore"]),
    command(
      "due-opt-out",
      [
        "DueAWS", "DueAWSOptions", "DueDelivery", "DueDeliveryOptions", "DueEnvelopes",
        "DueFormats", "DueInbound", "DueModel", "DueOptOuts", "DueStore",
      ]),
    command("due-publish", ["DueFormats", "DuePublish"]),
    command(
      "due-queue",
      ["DueDelivery", "DueDeliveryOptions", "DueFormats", "DueModel", "DuePhones", "DueStore"]),
    command(
      "due-retry-sms",
      [
        "DueDelivery", "DueDeliveryOptions", "DueFormats", "DueModel", "DuePhoneOptions",
        "DuePhones", "DueRetries", "DueStore",
      ]),
    command(
      "due-send-email",
      [
        "DueAWS", "DueAWSOptions", "DueDelivery", "DueDeliveryOptions", "DueFormats", "DueMail",
        "DueMailTemplates",
        "DueModel", "DueStore",
      ]),
    command(
      "due-send-sms",
      [
        "DueDelivery", "DueDeliveryOptions", "DueFormats", "DueModel", "DuePhoneOptions",
        "DuePhones", "DueStore",
      ]),
    command(
      "due-segment",
      ["DueFormats", "DueImport", "DueModel", "DueQueries", "DueSegments", "DueStore"]),
    command(
      "due-suppress",
      [
        "DueAWS", "DueAWSOptions", "DueFormats", "DueMIME", "DueModel", "DueStore",
        "DueSuppression",
      ]),
    command("due-tag", ["DueFormats", "DueModel", "DueSegments", "DueStore", "DueTags"]),
    command("due-template", ["DueTemplates", "DueModel", "DueFormats", "DueStore"]),
    command("due-unwrap", ["DueEnvelopes", "DueFormats"]),
    command(
      "due-validate-phones",
      ["DueFormats", "DueModel", "DuePhoneOptions", "DuePhones", "DueSegments", "DueStore"]),
    command(
      "due-dashboard",
      ["DueDashboard", "DueFormats", "DueModel", "DuePageOptions", "DuePages", "DueStore"]),
    command(
      "due-vdm-report",
      [
        "DueAWS", "DueAWSOptions", "DueFormats", "DueHTTP", "DueMIME", "DueReports", "DueStore",
      ]),
    command("due-watch", ["DueWatch", "DueFormats"]),
    // Prints raw verdicts on numbers, for scripts/compare-phones.py.
    .executableTarget(
      name: "phone-facts", dependencies: ["DuePhones", "DueSystem"],
      path: "Tests/Tools/phone-facts", swiftSettings: swift),
    // Reads and parses JSON lines, for bench/run.
    .executableTarget(
      name: "json-speed", dependencies: ["DueFormats", "DueSystem"],
      path: "Tests/Tools/json-speed", swiftSettings: swift),
    // Takes mail apart, for Tests/Peers/mail.peer and bench/run.
    .executableTarget(
      name: "mail-facts", dependencies: ["DueFormats", "DueMIME", "DueSystem"],
      path: "Tests/Tools/mail-facts", swiftSettings: swift),
    // Renders a template again and again, for bench/run.
    .executableTarget(
      name: "template-speed", dependencies: ["DueTemplates", "DueFormats", "DueSystem"],
      path: "Tests/Tools/template-speed", swiftSettings: swift),
    tests(
      "DueArchiveTests",
      ["DueArchive", "DueFormats", "DueStore", "DueSystem", "DueTemplates"]),
    tests("DueAWSTests", ["DueAWS", "DueFormats", "DueHTTP", "DueSystem"]),
    tests("DueBouncesTests", ["DueBounces", "DueFormats", "DueMIME", "DueModel", "DueSystem"]),
    tests("DueSystemTests", ["DueSystem", "DueFormats"]),
    tests(
      "DueCampaignsTests", ["DueCampaigns", "DueFormats", "DueModel", "DueStore", "DueSystem"]),
    tests(
      "DueImportTests",
      ["DueImport", "DueStore", "DueFormats", "DueModel", "DueSystem"] + grdb),
    tests("DueDashboardTests", ["DueDashboard", "DueFormats", "DuePages", "DueSystem"]),
    tests(
      "DueDeliveryTests",
      ["DueDelivery", "DueFormats", "DueMIME", "DueModel", "DueStore", "DueSystem"] + grdb),
    tests(
      "DueDeliveryOptionsTests",
      ["DueDelivery", "DueDeliveryOptions", "DueFormats", "DueModel", "DueSystem"]),
    tests("DueEnvelopesTests", ["DueEnvelopes", "DueFormats", "DueSystem"]),
    tests("DueEventSQLTests", ["DueEventSQL", "DueSystem"]),
    tests(
      "DueEventsTests", ["DueEvents", "DueFormats", "DueModel", "DueStore", "DueSystem"] + grdb),
    tests(
      "DueForgetTests", ["DueFormats", "DueForget", "DueModel", "DueStore", "DueSystem"] + grdb),
    tests("DueFormatsTests", ["DueFormats", "DueSystem"]),
    tests("DueHTMLTests", ["DueHTML", "DueSystem"]),
    tests("DueHTTPTests", ["DueHTTP", "DueSystem"]),
    tests(
      "DueHooksTests", ["DueDelivery", "DueFormats", "DueHooks", "DueModel", "DueSystem"]),
    tests("DueInboundTests", ["DueInbound", "DueFormats", "DueModel", "DueSystem"]),
    tests(
      "DueMigrationTests",
      ["DueDefinitions", "DueFormats", "DueMigration", "DueModel", "DueStore", "DueSystem"]),
    tests(
      "DueNamesTests",
      ["DueNames", "DueStore", "DueModel", "DueFormats", "DueSystem"] + grdb),
    tests(
      "DueOptOutsTests",
      ["DueDelivery", "DueOptOuts", "DueStore", "DueFormats", "DueModel", "DueSystem"]),
    tests(
      "DueLoadTestingTests",
      ["DueDelivery", "DueFormats", "DueLoadTesting", "DueModel", "DueStore", "DueSystem"]),
    tests("DuePhonesTests", ["DueFormats", "DuePhones", "DueSystem"]),
    tests("DuePublishTests", ["DueFormats", "DueHTML", "DuePublish", "DueSystem"]),
    tests("DueQueriesTests", ["DueQueries", "DueStore", "DueSystem"]),
    tests(
      "DueRetriesTests",
      ["DueDelivery", "DueRetries", "DueFormats", "DueModel", "DueStore", "DueSystem"]),
    tests("DueDefinitionsTests", ["DueDefinitions", "DueFormats", "DueSystem"]),
    tests(
      "DueJourneysTests",
      ["DueDefinitions", "DueFormats", "DueJourneys", "DueModel", "DueStore", "DueSystem"]),
    tests(
      "DueSESTests",
      ["DueAWS", "DueDelivery", "DueFormats", "DueMail", "DueModel", "DueSES", "DueSystem"]),
    tests(
      "DueRepliesTests",
      ["DueReplies", "DueFormats", "DueMIME", "DueModel", "DueStore", "DueSystem"]),
    tests(
      "DueMailTests", ["DueDelivery", "DueFormats", "DueMail", "DueModel", "DueSystem"]),
    tests("DueMIMETests", ["DueFormats", "DueMIME", "DueSystem"]),
    tests("DueModelTests", ["DueModel", "DueFormats", "DueSystem"]),
    tests(
      "DueReportsTests", ["CDueScan", "DueReports", "DueFormats", "DueModel", "DueSystem"]),
    tests(
      "DueSegmentsTests",
      ["DueSegments", "DueImport", "DueStore", "DueModel", "DueFormats", "DueSystem"]),
    tests("DueStoreTests", ["DueStore", "DueFormats", "DueModel", "DueSystem"] + grdb),
    tests(
      "DueSuppressionTests",
      ["DueSuppression", "DueStore", "DueModel", "DueFormats", "DueSystem"]),
    tests(
      "DueTagsTests",
      ["DueTags", "DueSegments", "DueImport", "DueStore", "DueModel", "DueFormats", "DueSystem"]),
    tests("DueTemplatesTests", ["DueTemplates", "DueFormats", "DueSystem"]),
    tests(
      "DueWebPeersTests",
      ["DueAWS", "DueDelivery", "DueFormats", "DueModel", "DueSystem", "DueWebPeers"]),
    tests("DueWatchTests", ["DueWatch", "DueFormats", "DueSystem"]),
    tests(
      "DueGatewaysTests", ["DueDelivery", "DueFormats", "DueGateways", "DueModel", "DueSystem"]),
    tests("GoldenTests", ["DueSystem"]),
    tests("ManualTests", ["DueTool"]),
    tests(
      "DueToolTests",
      [
        "DueTool", "DueSystem", "DueFormats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  cLanguageStandard: .gnu17
)

import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

@testable import DueImport

/// Jobs over one store leave what a plain account of their records says, however many records are
/// taken at a time, and whether rows are read past SQLite or not.
@Suite struct UpsertTests {
  @Test("batches of any size leave what one record after the other leaves", arguments: 0..<24)
  func sameOutcome(seed: UInt64) throws {
    let directory = NSTemporaryDirectory() + "due-upsert-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let ways: [(name: String, limit: Int, readsSnapshot: Bool, renews: Bool)] = [
      ("single", 1, false, false), ("some", 7 + Int(seed) * 5, true, false),
      ("plain", 50, false, false), ("whole", 32_768, true, false),
      ("anew", 20 + Int(seed) * 3, true, true),
    ]
    // Only such records are taken when a store is written anew.
    let isSimple = seed % 2 == 1
    var random = Random(seed)
    var account = Account()
    for round in 0..<4 {
      let file = "\(directory)/\(round).csv"
      let records = (0..<(100 + random(500))).map { _ in Record(&random, isSimple: isSimple) }
      try Record.text(records).write(toFile: file, atomically: false, encoding: .utf8)
      let takes = random(4) > 0
      for record in records { account.apply(record, takes: takes) }
      for way in ways {
        var rules = ImportRules()
        rules.takesAddresses = takes
        let rejects = try RejectLog(path: nil, limit: nil) { _ in }
        var job = ImportJob([file], rules: rules, rejects: rejects, report: nil) { _, _, _ in }
        job.batchLimit = way.limit
        job.readsSnapshot = way.readsSnapshot
        let store = try Store("\(directory)/\(way.name)", .write)
        if way.renews {
          job.renewalSize = 0
          job.renewalShare = 0
          #expect(try job.renew(store, project: "p", now: Self.now(round)))
        } else {
          try job.run(on: store, project: "p", now: Self.now(round))
        }
        let (health, lines) = try Self.dump(store)
        #expect(health == "ok", "seed \(seed), round \(round), \(way.name)")
        let same = lines == account.lines
        #expect(same, "seed \(seed), round \(round), \(way.name)")
        guard same else { return Self.tell(lines, account.lines) }
      }
    }
  }

  private static func tell(_ found: [String], _ expected: [String]) {
    for line in found where !expected.contains(line) { print("found", line) }
    for line in expected where !found.contains(line) { print("expected", line) }
  }

  private static func now(_ round: Int) -> Instant {
    Instant(year: 2026, month: 11, day: 20 + round)
  }

  private static func dump(_ store: Store) throws -> (health: String?, lines: [String]) {
    try store.read { database in
      let health = try String.fetchOne(database, sql: "PRAGMA integrity_check")
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT coalesce(channel, '') || ' ' || coalesce(address, '') || ' ' || status || ' '
            || coalesce(attributes ->> '$.A[0]', '') || ' ' || coalesce(user_id, '') || ' '
            || coalesce(user_attributes ->> '$.N[0]', '') FROM endpoints
          """)
      return (health, rows.map { $0[0] as String }.sorted())
    }
  }
}

/// Numbers that look random, the same for each seed.
struct Random {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func callAsFunction(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}

/// One record of few ids, addresses and users, so that they meet in every way.
private struct Record {
  var id = ""
  var channel = ""
  var address = ""
  var isActive = true
  var value = ""
  var user = ""
  var name = ""

  init(_ random: inout Random, isSimple: Bool) {
    id = !isSimple && random(12) == 0 ? "" : "e\(random(random(2) == 0 ? 12 : 400))"
    channel = ["SMS", "VOICE", "EMAIL", "GCM", "APNS"][random(5)]
    let place = random(random(2) == 0 ? 8 : 300)
    switch channel {
    case "SMS", "VOICE": address = "+1202\(5_550_000 + place)"
    case "EMAIL": address = "a\(place)@example.com"
    default: address = String(repeating: "0", count: 60) + String(1000 + place)
    }
    if !isSimple || random(400) == 0 {
      if random(10) == 0 { address = "" }
      if random(10) == 0 { channel = "" }
    }
    isActive = random(6) > 0
    value = random(4) == 0 ? "" : "v\(random(3))"
    user = random(3) == 0 ? "" : "u\(random(30))"
    name = random(2) == 0 ? "" : "n\(random(3))"
  }

  static func text(_ records: [Record]) -> String {
    var text =
      "Id,ChannelType,Address,EndpointStatus,Attributes.A,User.UserId,User.UserAttributes.N\n"
    for record in records {
      text += "\(record.id),\(record.channel),\(record.address),"
      text += "\(record.isActive ? "" : "INACTIVE"),\(record.value),\(record.user),\(record.name)\n"
    }
    return text
  }
}

/// What Pinpoint's rules make of records, said as plainly as can be.
private struct Account {
  private struct Endpoint {
    var id: String
    var record: Record
  }

  private var endpoints: [Endpoint] = []
  private var names: [String: String] = [:]

  var lines: [String] {
    endpoints.map { endpoint in
      let it = endpoint.record
      let status = it.isActive ? "ACTIVE" : "INACTIVE"
      return "\(it.channel) \(it.address) \(status) \(it.value) \(it.user) \(names[it.user] ?? "")"
    }.sorted()
  }

  mutating func apply(_ record: Record, takes: Bool) {
    if record.id.isEmpty && record.address.isEmpty && record.channel.isEmpty { return }
    if record.id.isEmpty, record.channel.isEmpty || record.address.isEmpty { return }
    guard Self.fits(record.address, record.channel) else { return }
    var index = find(record)
    if !record.name.isEmpty, record.user.isEmpty {
      guard let index, !endpoints[index].record.user.isEmpty else { return }
    }
    if record.channel.isEmpty || record.address.isEmpty {
      guard let index else { return }
      let old = endpoints[index].record
      let channel = record.channel.isEmpty ? old.channel : record.channel
      let address = record.address.isEmpty ? old.address : record.address
      guard Self.fits(address, channel) else { return }
    }
    if index == nil {
      var new = record
      new.value = ""
      endpoints.append(Endpoint(id: record.id.isEmpty ? Self.id(record) : record.id, record: new))
      index = endpoints.count - 1
    }
    guard let index else { return }
    change(&endpoints[index].record, by: record)
    let user = endpoints[index].record.user
    if !record.name.isEmpty { names[user] = record.name }
    if takes, endpoints[index].record.isActive { takeAddress(index) }
  }

  private func change(_ old: inout Record, by record: Record) {
    if !record.channel.isEmpty { old.channel = record.channel }
    if !record.address.isEmpty { old.address = record.address }
    if !record.value.isEmpty { old.value = record.value }
    if !record.user.isEmpty { old.user = record.user }
    old.isActive = record.isActive
  }

  private mutating func takeAddress(_ index: Int) {
    let it = endpoints[index].record
    for other in endpoints.indices where other != index {
      let that = endpoints[other].record
      if that.address == it.address, Self.family(that.channel) == Self.family(it.channel) {
        endpoints[other].record.isActive = false
      }
    }
  }

  private func find(_ record: Record) -> Int? {
    if !record.id.isEmpty { return endpoints.firstIndex { $0.id == record.id } }
    let same = endpoints.indices.filter { index in
      let it = endpoints[index].record
      return it.channel == record.channel && it.address == record.address
        && (record.user.isEmpty || it.user == record.user)
    }
    return same.first { endpoints[$0].record.isActive } ?? same.first
      ?? endpoints.firstIndex { $0.id == Self.id(record) }
  }

  private static func id(_ record: Record) -> String {
    "\(record.channel) \(record.address) \(record.user)"
  }

  private static func family(_ channel: String) -> String {
    ["GCM", "APNS"].contains(channel) ? "PUSH" : channel
  }

  /// Whether the address is one of the channel, as far as both are given.
  private static func fits(_ address: String, _ channel: String) -> Bool {
    if address.isEmpty || channel.isEmpty { return true }
    switch channel {
    case "SMS", "VOICE": return address.hasPrefix("+")
    case "EMAIL": return address.contains("@")
    default: return true
    }
  }
}

import DueCampaigns
import DueFormats
import DueModel
import DueSystem
import Testing

enum Fixture {
  static func path(_ name: String) -> String {
    "\(directory(of: directory(of: #filePath)))/Fixtures/campaigns/\(name)"
  }
}

/// An endpoint as a store row shows it.
struct Row {
  var id: String
  var channel = "SMS"
  var address = "+12025550101"
  var isActive = true
  var isOptedOut = false
  var cohort: Int? = 50
  var attributes = ""
  var demographic = ""
}

@Suite struct SendPipelineTests {
  static let now = at("2026-11-10T12:00:00Z")

  /// The statuses of `rows`, decided in order.
  static func decide(
    _ rows: [Row], _ members: KeyValuePairs<String, JSON> = [:], shared: Set<Int64>? = nil,
    now: Instant = now, sent: [String: (campaign: Int, day: Int)] = [:]
  ) throws -> [SendPipeline.Decision] {
    let campaign = try Campaign(definition(members))
    let occurrence = campaign.schedule.occurrence(1, created: now)
    var pipeline = SendPipeline(campaign, occurrence, project: 1, shared: shared, at: now)
    return try rows.map { row in
      try withView(of: row) { view, json in
        pipeline.decide(view, json: json) { past in
          let counts = sent[row.id] ?? (0, 0)
          return past == .day ? counts.day : counts.campaign
        }
      }
    }
  }

  static func withView<T>(of row: Row, _ body: (EndpointView, JSONValue) throws -> T) throws -> T {
    var id = row.id
    var channel = row.channel
    var address = row.address
    var attributes = row.attributes
    var demographic = row.demographic
    return try id.withUTF8 { id in
      try channel.withUTF8 { channel in
        try address.withUTF8 { address in
          try attributes.withUTF8 { attributes in
            try demographic.withUTF8 { demographic in
              var view = EndpointView()
              view.id = Bytes(id)
              view.channel = Bytes(channel)
              view.address = Bytes(address)
              view.isActive = row.isActive
              view.isOptedOut = row.isOptedOut
              view.cohort = row.cohort
              view.attributes = Bytes(attributes)
              view.demographic = Bytes(demographic)
              var buffer = ByteBuffer()
              buffer.append(view)
              var tape = JSONTape()
              return try body(view, tape.parse(buffer.bytes))
            }
          }
        }
      }
    }
  }

  static let single: [(Row, SendStatus)] = [
    (Row(id: "plain"), .success),
    (Row(id: "inactive", isActive: false, isOptedOut: true), .inactive),
    (Row(id: "out", isOptedOut: true), .optedOut),
    (Row(id: "mail", channel: "EMAIL", address: "a@example.com"), .unsupportedChannel),
    (Row(id: "voice", channel: "VOICE"), .unsupportedChannel),
    (Row(id: "nowhere", address: ""), .unsupportedChannel),
    (Row(id: "odd", channel: "PIGEON"), .unsupportedChannel),
    (Row(id: "invalid", attributes: #"{"PNV_PhoneType":["INVALID"]}"#), .invalidNumber),
    (Row(id: "no", attributes: #"{"PNV_PhoneNumberValidated":["No"]}"#), .invalidNumber),
    (
      Row(
        id: "yes", attributes: #"{"PNV_PhoneNumberValidated":["Yes"],"PNV_PhoneType":["MOBILE"]}"#),
      .success
    ),
    // An inactive endpoint is not asked for anything else.
    (Row(id: "both", isActive: false, attributes: #"{"PNV_PhoneType":["INVALID"]}"#), .inactive),
  ]

  @Test("each member has one status", arguments: single)
  func statuses(row: Row, status: SendStatus) throws {
    #expect(try Self.decide([row]).map(\.status) == [status])
  }

  @Test("invalid numbers are written to when that is wanted")
  func includeInvalid() throws {
    let row = Row(id: "invalid", attributes: #"{"PNV_PhoneType":["INVALID"]}"#)
    #expect(try Self.decide([row], ["IncludeInvalid": true]).map(\.status) == [.success])
  }

  @Test("the first member with an address takes it, however it is written")
  func duplicates() throws {
    let rows = [
      Row(id: "a"), Row(id: "b", address: "+1 (202) 555-0101"),
      Row(id: "c", address: "+12025550102"),
    ]
    let expected: [SendStatus] = [.success, .duplicateAddress, .success]
    #expect(try Self.decide(rows).map(\.status) == expected)
    let key = Array("+12025550101".utf8).withUnsafeBytes {
      AddressKey(project: 1, family: .sms, address: $0).value
    }
    #expect(try Self.decide(rows, shared: [key]).map(\.status) == expected)
    // Nobody shares an address, says the store: nothing is remembered.
    #expect(try Self.decide([rows[0], rows[2]], shared: []).map(\.status) == [.success, .success])
  }

  @Test("an inactive endpoint does not take its address")
  func inactiveFirst() throws {
    let rows = [Row(id: "a", isActive: false), Row(id: "b")]
    #expect(try Self.decide(rows).map(\.status) == [.inactive, .success])
  }

  @Test("limits: 0 is none, and as many as the limit is enough")
  func caps() throws {
    let rows = [Row(id: "a"), Row(id: "b", address: "+12025550102")]
    let sent = ["a": (campaign: 2, day: 3), "b": (campaign: 1, day: 3)]
    func statuses(_ limits: JSON) throws -> [SendStatus] {
      try Self.decide(rows, ["Limits": limits], sent: sent).map(\.status)
    }
    #expect(try statuses(["Total": .integer(2)]) == [.campaignCap, .success])
    #expect(try statuses(["Daily": .integer(3)]) == [.dailyCap, .dailyCap])
    #expect(try statuses(["Daily": .integer(4)]) == [.success, .success])
    #expect(
      try statuses(["Total": .integer(2), "Daily": .integer(3)]) == [.campaignCap, .dailyCap])
    #expect(try statuses(["Total": .integer(0), "Daily": .integer(0)]) == [.success, .success])
  }

  @Test("quiet time is the endpoint's; without a zone that is known the message goes")
  func quiet() throws {
    func row(_ id: String, _ zone: String) -> Row {
      Row(
        id: id, address: "+1202555010\(id)",
        demographic: zone.isEmpty ? "" : #"{"Timezone":"\#(zone)"}"#)
    }
    let rows = [
      row("1", "America/New_York"), row("2", "Europe/Lisbon"), row("3", ""),
      row("4", "Mars/Olympus"), row("5", "../../etc/passwd"),
    ]
    let schedule: JSON = [
      "StartTime": "IMMEDIATE", "QuietTime": ["Start": "21:00", "End": "08:00"],
    ]
    #expect(
      try Self.decide(rows, ["Schedule": schedule]).map(\.status)
        == [.quietTime, .success, .success, .success, .success])
  }

  @Test("local time: messages wait for the endpoint's clock, and quiet time is asked for then")
  func local() throws {
    let schedule: JSON = [
      "StartTime": "2026-11-10T09:00:00Z", "IsLocalTime": true, "Timezone": "UTC+01:00",
      "QuietTime": ["Start": "21:00", "End": "08:00"],
    ]
    let rows = [
      Row(id: "a", demographic: #"{"Timezone":"America/New_York"}"#),
      Row(id: "b", address: "+3519", demographic: #"{"Timezone":"Europe/Lisbon"}"#),
      Row(id: "c", address: "+819", demographic: #"{"Timezone":"Asia/Tokyo"}"#),
      Row(id: "d", address: "+499"),
    ]
    let decisions = try Self.decide(rows, ["Schedule": schedule], now: at("2026-11-10T08:00:00Z"))
    #expect(decisions.map(\.status) == [.success, .success, .success, .success])
    // In Tokyo 09:00 is past; without a zone the schedule's clock counts.
    #expect(
      decisions.map(\.notBefore) == [
        at("2026-11-10T14:00:00Z"), at("2026-11-10T09:00:00Z"), nil, nil,
      ])
  }

  @Test("holdout and treatments have their shares of the cohorts, each cohort one place")
  func allocation() throws {
    let members: KeyValuePairs<String, JSON> = [
      "HoldoutPercent": .integer(10),
      "AdditionalTreatments": [
        [
          "Id": "t1", "SizePercent": .integer(40),
          "MessageConfiguration": ["SMSMessage": ["Body": "B"]],
        ], ["Id": "t2", "SizePercent": .integer(10)],
      ],
    ]
    let rows = (0..<100).map { Row(id: "\($0)", address: "+1\(100 + $0)", cohort: $0) }
    let decisions = try Self.decide(rows, members)
    func count(_ status: SendStatus, _ treatment: Int) -> Int {
      decisions.count { $0.status == status && $0.treatment == treatment }
    }
    #expect(count(.holdout, 0) == 10)
    #expect(count(.success, 0) == 40)
    #expect(count(.success, 1) == 40)
    #expect(count(.unsupportedChannel, 2) == 10)
    #expect(try Self.decide(rows, members) == decisions)
  }

  @Test("a slot is the cohort moved by the campaign's digest")
  func slots() throws {
    // sha256("c") begins 2e7d2c03: 779,955,203 modulo 100 is 3; slot 0 is cohort 97.
    let campaign = try Campaign(definition(["HoldoutPercent": .integer(1)]))
    let allocation = Allocation(campaign)
    #expect((0..<100).filter { allocation.place(cohort: $0) == .holdout } == [97])
  }

  @Test("an endpoint without a cohort has that of its id")
  func cohorts() {
    func cohort(_ id: String) -> Int { Array(id.utf8).withUnsafeBytes { Cohort.of(id: $0) } }
    // python3: int(sha256(b"ep-ana-sms").hexdigest(), 16) % 100, and so on
    #expect(cohort("ep-ana-sms") == 95)
    #expect(cohort("") == 49)
  }
}

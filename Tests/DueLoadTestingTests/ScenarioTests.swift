import DueFormats
import DueSystem
import Testing

@testable import DueLoadTesting

@Suite struct ScenarioTests {
  private static let text = """
    {"name":"autumn","from":"a@example.com","template_file":"w.json","users":"u.csv","seed":7,
     "arrival":"poisson","configuration_set":"c","campaign":"k","tags":{"a":"b"},
     "recipients":{"success+{n}":97,"bounce":2.5},
     "phases":[{"name":"ramp","from":1,"to":50,"for":"60s"},{"rate":0.5,"for":"1m"}],
     "expect":{"p99":"2s","min_rate":45,"failed":"0.1%"}}
    """

  @Test("reads a scenario, and reads what it writes as the same")
  func whole() throws {
    var scenario = try ScenarioFile(name: "x").scenario(Self.text)
    try scenario.complete(allowsRealRecipients: false)
    #expect(scenario.phases.map(\.name) == ["ramp", "phase 2"])
    #expect(
      scenario.recipients.map(\.address) == [
        "success+{n}@simulator.amazonses.com", "bounce@simulator.amazonses.com",
      ])
    #expect(scenario.limits.map(\.value) == [2000, 45, 0.001])
    #expect(try ScenarioFile(name: "y").scenario(scenario.json) == scenario)
  }

  static let wrongTexts: [(text: String, fault: String)] = [
    ("[]", "x: expected an object, found []"),
    ("{", "x: byte 2: the text ends too early"),
    (#"{"rate":1}"#, "x: expected a member of due-load-test(1), found 'rate'"),
    (#"{"phases":1}"#, "x: phases: expected an array, found 1"),
    (
      #"{"phases":[{"rate":1}]}"#, "x: phases[0].for: expected a span such as 60s, found none"
    ),
    (
      #"{"phases":[{"rate":1,"from":2,"for":"1s"}]}"#,
      #"x: phases[0]: expected a number in rate, or in from and to, found {"rate":1,"from":2,"for":"1s"}"#
    ),
    (
      #"{"phases":[{"from":2,"for":"1s"}]}"#,
      #"x: phases[0]: expected a number in rate, or in from and to, found {"from":2,"for":"1s"}"#
    ),
    (
      #"{"phases":[{"rate":1e7,"for":"1s"}]}"#,
      #"x: phases[0]: expected rates from 0 to 1000000 a second for up to 7 days, found {"rate":1e7,"for":"1s"}"#
    ),
    (
      #"{"phases":[{"speed":1,"for":"1s"}]}"#,
      #"x: phases[0]: expected name, rate, from, to and for, found "speed""#
    ),
    (
      #"{"recipients":{"success":-1}}"#,
      "x: recipients.success: expected a weight of 0 or more, found -1"
    ),
    (#"{"seed":-1}"#, "x: seed: expected a whole number, found -1"),
    (#"{"arrival":"burst"}"#, #"x: arrival: expected constant or poisson, found "burst""#),
    (#"{"tags":{"a":1}}"#, "x: tags.a: expected a text, found 1"),
    (#"{"from":1}"#, "x: from: expected a text, found 1"),
    (
      #"{"expect":{"p99":500}}"#, "x: expect.p99: expected \(LoadLimit.expected), found 500"
    ),
  ]

  @Test("says what is wrong and where", arguments: wrongTexts)
  func refuses(text: String, fault: String) {
    #expect {
      _ = try ScenarioFile(name: "x").scenario(text)
    } throws: {
      ($0 as? RunFault) == RunFault(.configuration, fault)
    }
  }

  static let addresses: [(address: String, isSimulator: Bool)] = [
    ("success", true), ("bounce@simulator.amazonses.com", true),
    ("Complaint+a@SIMULATOR.amazonses.com", true), ("success+{n}", true), ("other", false),
    ("success@simulator.amazonses.com.example", false), ("success@example.com", false),
    ("success@x@simulator.amazonses.com", false), ("success@", false), ("", false),
    ("success@@simulator.amazonses.com", false), ("+success@simulator.amazonses.com", false),
    ("success,a@example.com,@simulator.amazonses.com", false),
  ]

  @Test("knows the simulator, and nothing else", arguments: addresses)
  func recipients(address: String, isSimulator: Bool) throws {
    #expect(LoadRecipient(address).isSimulator == isSimulator)
    var scenario = LoadScenario()
    scenario.phases = [LoadPhase(name: "a", from: 1, to: 1, milliseconds: 1000)]
    scenario.recipients = [LoadRecipient("success"), LoadRecipient(address)]
    if isSimulator {
      try scenario.complete(allowsRealRecipients: false)
    } else {
      #expect(throws: RunFault.self) { try scenario.complete(allowsRealRecipients: false) }
      try scenario.complete(allowsRealRecipients: true)
    }
  }

  static let limitTexts: [(text: String, value: Double?)] = [
    ("p99=500ms", 500), ("p999=2s", 2000), ("max=1m", 60_000), ("min_rate=90.5", 90.5),
    ("failed=1%", 0.01), ("throttled=0%", 0), ("max_queue=100", 100), ("p99=500", nil),
    ("failed=1", nil), ("min_rate=1%", nil), ("p98=1s", nil), ("p99", nil), ("=1s", nil),
    ("max_queue=-1", nil), ("min_rate=nan", nil), ("min_rate=inf", nil),
  ]

  @Test("reads limits", arguments: limitTexts)
  func limits(text: String, value: Double?) {
    #expect(LoadLimit(text)?.value == value)
  }

  @Test("weights are kept to, and records depend on the seed alone")
  func records() throws {
    var scenario = try ScenarioFile(name: "x").scenario(
      #"{"recipients":{"success":3,"bounce":1,"ooto":0},"phases":[{"rate":1,"for":"1h"}]}"#)
    try scenario.complete(allowsRealRecipients: false)
    let records = LoadRecords(scenario, users: ["1", "2", "3"])
    var schedule = scenario.schedule
    var text = ByteBuffer()
    var to: [String: Int] = [:]
    var users: [String: Int] = [:]
    var codes: Set<String> = []
    while let arrival = schedule.next() {
      records.write(arrival, at: Instant(milliseconds: 0), to: &text)
      let record = try JSON(parsing: text.string)
      to[try #require(record["to"]?.string), default: 0] += 1
      users[try #require(record["user_id"]?.string), default: 0] += 1
      codes.insert(try #require(record["unique_code"]?.string))
    }
    #expect(to.count == 2)
    #expect(abs((to["bounce@simulator.amazonses.com"] ?? 0) - 900) < 90)
    #expect(users.count == 3 && users.values.allSatisfy { abs($0 - 1200) < 110 })
    #expect(codes.count > 3595)
  }

  @Test("long tests have longer steps, with the same sums")
  func series() {
    var series = LoadSeries()
    for second in 0..<5000 {
      series.change(at: Int64(second) * 1000) { $0.offered += 1 }
      series.change(at: Int64(second + 10) * 1000) { step in
        step.ended += 1
        step.accepted += 1
      }
    }
    #expect(series.width == 8000)
    #expect(series.steps.count <= 900)
    #expect(series.steps.reduce(0) { $0 + $1.offered } == 5000)
    #expect(series.queue.last == 0)
    #expect(series.queue.allSatisfy { (0...16).contains($0) })
  }
}

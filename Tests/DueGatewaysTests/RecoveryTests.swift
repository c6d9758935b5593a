import DueDelivery
import DueGateways
import DueModel
import DueSystem
import Foundation
import Testing

/// What a gateway of files has after a crash: found by the list, and where that is gone, by its name.
@Suite struct RecoveryTests {
  private static let now = Instant(milliseconds: 1_795_437_000_000)

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-gateway-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  private func group(_ attempts: [Int]) -> [Outgoing] {
    attempts.enumerated().map { i, attempt in
      Outgoing(
        message: Message(
          key: "k_\(i)", channel: .sms, to: "+12025550101", type: .transactional, body: "Hi"),
        attempt: attempt, batch: "b")
    }
  }

  private func files(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  static let gateways = [("smstools", "outgoing", "sent"), ("gammu", "outbox", "error")]

  @Test("the gateway took one, has one, and one never left", arguments: gateways)
  func listed(scheme: String, new: String, later: String) throws {
    try withDirectory { root in
      for name in [new, later] {
        try FileManager.default.createDirectory(
          atPath: "\(root)/\(name)", withIntermediateDirectories: false)
      }
      let open = try #require(GatewayTransports.schemes[scheme])
      var peer = try open("\(scheme):\(root)", TransportOptions())
      let sent = group([1, 2])
      let submitted = peer.submit(sent, at: Self.now).answers
      #expect(submitted.map(\.verdict) == [.accepted, .accepted])
      #expect(submitted.map(\.providerID) == ["k_0", "k_1.2"])
      let made = try files("\(root)/\(new)")
      #expect(made.count == 2)
      // The process dies before the store knows; the gateway goes on.
      let first = try #require(made.first)
      try FileManager.default.removeItem(atPath: "\(root)/\(new)/\(first)")

      var next = try open("\(scheme):\(root)", TransportOptions())
      #expect(next.name == peer.name)
      let answers = next.recover(sent + group([3]))
      #expect(answers.map { $0?.verdict } == [.accepted, .accepted, nil])
      #expect(answers.map { $0?.providerID } == ["k_0", "k_1.2", nil])
      next.settled()
      #expect(try files("\(root)/due-tmp") == [])
      #expect(try files("\(root)/\(new)") == Array(made.dropFirst()))
    }
  }

  @Test("without the list, the file's name tells, wherever the gateway put it", arguments: gateways)
  func unlisted(scheme: String, new: String, later: String) throws {
    try withDirectory { root in
      for name in [new, later] {
        try FileManager.default.createDirectory(
          atPath: "\(root)/\(name)", withIntermediateDirectories: false)
      }
      let open = try #require(GatewayTransports.schemes[scheme])
      var peer = try open("\(scheme):\(root)", TransportOptions())
      let sent = group([1, 2])
      _ = peer.submit(sent, at: Self.now)
      for file in try files("\(root)/due-tmp") {
        try FileManager.default.removeItem(atPath: "\(root)/due-tmp/\(file)")
      }
      let first = try #require(try files("\(root)/\(new)").first)
      try FileManager.default.moveItem(
        atPath: "\(root)/\(new)/\(first)", toPath: "\(root)/\(later)/\(first)")
      var next = try open("\(scheme):\(root)", TransportOptions())
      #expect(next.recover(sent).map { $0?.verdict } == [.accepted, .accepted])
      // Another try of the same message is another file.
      #expect(next.recover(group([2, 3])).map { $0?.verdict } == [nil, nil])
    }
  }

  @Test("carries texts, and nothing else", arguments: gateways)
  func channels(scheme: String, new: String, later: String) throws {
    try withDirectory { root in
      try FileManager.default.createDirectory(
        atPath: "\(root)/\(new)", withIntermediateDirectories: false)
      let open = try #require(GatewayTransports.schemes[scheme])
      let peer = try open("\(scheme):\(root)", TransportOptions())
      #expect(Channel.allCases.filter { peer.carries($0) } == [.sms])
    }
  }
}

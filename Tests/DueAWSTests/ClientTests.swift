import DueFormats
import DueHTTP
import DueSystem
import Glibc
import Testing

@testable import DueAWS

/// Against Tests/Peers/ses_api.py, which verifies every signature.
@Suite struct ClientTests {
  private let peer: Peer

  init() throws { peer = try Peer() }

  @Test func writesAndReads() throws {
    let client = try peer.client()
    let address = "o'brien+due@example.com"
    #expect(
      try client.send(
        AWSRequest(
          "PUT", "/v2/email/suppression/addresses",
          body: ["EmailAddress": .string(address), "Reason": "BOUNCE"])) == [:])
    let found = try client.send(
      AWSRequest("GET", "/v2/email/suppression/addresses/\(PercentEncoding.segment(address))"))
    #expect(found["SuppressedDestination"]?["Reason"] == "BOUNCE")
    var list = AWSRequest("GET", "/v2/email/suppression/addresses")
    list.query = [("Reason", "BOUNCE"), ("PageSize", "10")]
    #expect(try client.send(list)["SuppressedDestinationSummaries"]?.array?.count == 1)
    let fault = #expect(throws: AWSFault.self) {
      try client.send(AWSRequest("DELETE", "/v2/email/suppression/addresses/x%40example.com"))
    }
    #expect(fault?.code == "NotFoundException")
    #expect(fault?.exitStatus == .unavailable)
  }

  @Test func triesAgainWhereThatHelps() throws {
    try peer.script(
      #"{"DeleteSuppressedDestination":[{"status":429,"code":"TooManyRequestsException"},"#
        + #"{"status":503,"code":"InternalFailure"},"drop",{"status":404,"code":"NotFoundException"}]}"#
    )
    let client = try peer.client()
    let fault = #expect(throws: AWSFault.self) {
      try client.send(AWSRequest("DELETE", "/v2/email/suppression/addresses/x%40example.com"))
    }
    #expect(fault?.status == 404)
    // libcurl itself repeats what was lost with a connection that had served before.
    #expect(peer.waits.milliseconds == [500, 1000])
  }

  @Test func givesUpInTheEnd() throws {
    try peer.script(
      #"{"GetSuppressedDestination":[{"status":429,"code":"TooManyRequestsException","message":"Slow"}]}"#
    )
    let client = try peer.client()
    let fault = #expect(throws: AWSFault.self) {
      try client.send(AWSRequest("GET", "/v2/email/suppression/addresses/x%40example.com"))
    }
    #expect(fault?.exitStatus == .tryAgain)
    #expect(peer.waits.milliseconds.count == 5)
  }

  @Test func leavesInDoubtWhatMustNotBeRepeated() throws {
    try peer.script(#"{"PutSuppressedDestination":[{},"drop"]}"#)
    let client = try peer.client()
    var request = AWSRequest(
      "PUT", "/v2/email/suppression/addresses",
      body: ["EmailAddress": "x@example.com", "Reason": "BOUNCE"])
    _ = try client.send(request)  // leaves an open connection
    request.mayRepeat = false
    let fault = #expect(throws: HTTPFault.self) { try client.send(request) }
    if case .uncertain = fault {} else { Issue.record("\(String(describing: fault))") }
    #expect(peer.waits.milliseconds == [])
  }

  @Test func wrongKeysAreNotTriedAgain() throws {
    let client = try peer.client(secret: "another")
    let fault = #expect(throws: AWSFault.self) {
      try client.send(AWSRequest("GET", "/v2/email/suppression/addresses"))
    }
    #expect(fault?.code == "SignatureDoesNotMatch")
    #expect(fault?.exitStatus == .noPermission)
    #expect(peer.waits.milliseconds == [])
  }

  @Test func wrongClocksAreSetRight() throws {
    let client = try peer.client(clock: { Instant.wallClock() + 3_600_000 })
    _ = try client.send(AWSRequest("GET", "/v2/email/suppression/addresses"))
  }

  @Test func nobodyThere() throws {
    let client = try AWSClient(
      .email, region: "eu-west-1", in: peer.surroundings(url: "http://127.0.0.1:1"),
      clock: peer.clock())
    let fault = #expect(throws: HTTPFault.self) {
      try client.send(AWSRequest("GET", "/v2/email/suppression/addresses"))
    }
    if case .notSent = fault {} else { Issue.record("\(String(describing: fault))") }
    #expect(peer.waits.milliseconds.count == 5)
  }
}

/// The stand-in, running in a directory of its own.
private final class Peer {
  let home = ScratchHome()
  let waits = Waits()
  private let identifier: pid_t
  private let port: String

  final class Waits { var milliseconds: [Int] = [] }

  init() throws {
    let root = directory(of: directory(of: #filePath))
    // The Python of scripts/test-python, which `make test` has made.
    let python = "\(root)/../.build/python/bin/python"
    let child = try ChildProcess.start(
      [python, "\(root)/Peers/ses_api.py", home.path], input: -1)
    identifier = child.identifier
    let path = "\(home.path)/port"
    for _ in 0..<600 where access(path, F_OK) != 0 { usleep(50_000) }
    var lines = LineReader(try ByteSource.open(path))
    _ = try lines.next()
    port = lines.text.string
  }

  deinit {
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  func script(_ text: String) throws { try home.write("script", text) }

  func clock(_ now: @escaping () -> Instant = Instant.wallClock) -> AWSClock {
    AWSClock(now: now, wait: { [waits] in waits.milliseconds.append($0) }, chance: { 1 })
  }

  func surroundings(url: String? = nil, secret: String? = nil) -> AWSSurroundings {
    let variables = [
      "AWS_ENDPOINT_URL_SESV2": url ?? "http://127.0.0.1:\(port)",
      "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
      "AWS_SECRET_ACCESS_KEY": secret ?? "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    ]
    return AWSSurroundings { variables[$0] }
  }

  func client(secret: String? = nil, clock now: @escaping () -> Instant = Instant.wallClock) throws
    -> AWSClient
  {
    try AWSClient(
      .email, region: "eu-west-1", in: surroundings(secret: secret), clock: clock(now))
  }
}

import DueSystem
import Glibc
import Testing

@testable import DueHTTP

/// Against Tests/Peers/web_server.py, which answers as a script says.
@Suite struct ClientTests {
  private let peer: Peer

  init() throws { peer = try Peer() }

  @Test func sendsAndReceives() throws {
    let client = try HTTPClient()
    var request = peer.request("POST", "/echo?a=b")
    request.headers = ["Content-Type: text/plain", "X-One: 1"]
    request.body = Array("Grüße".utf8)
    let answer = try client.send(request)
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self) == "Grüße")
    #expect(answer.header("content-length") == "7")
    let seen = try peer.requests()
    #expect(seen.count == 1)
    #expect(seen[0].contains(#""path": "/echo?a=b""#))
    #expect(seen[0].contains(#""x-one": "1""#))
    #expect(!seen[0].contains("expect"))
  }

  /// A place is used by requests of every kind, one after another.
  @Test func forgetsTheRequestBefore() throws {
    let client = try HTTPClient()
    var post = peer.request("POST", "/x")
    post.headers = ["X-One: 1"]
    post.body = Array("body".utf8)
    _ = try client.send(post)
    _ = try client.send(peer.request("GET", "/y"))
    var put = peer.request("PUT", "/z")
    put.body = Array("other".utf8)
    _ = try client.send(put)
    _ = try client.send(peer.request("POST", "/empty"))
    let seen = try peer.requests()
    #expect(seen.count == 4)
    #expect(seen[1].contains(#""method": "GET""#) && !seen[1].contains("x-one"))
    #expect(seen[1].contains(#""body": """#))
    #expect(seen[2].contains(#""method": "PUT""#) && seen[2].contains(#""body": "other""#))
    #expect(seen[3].contains(#""method": "POST""#) && seen[3].contains(#""content-length": "0""#))
    // All of them over one connection.
    #expect(Set(try seen.map(Peer.connection)).count == 1)
  }

  @Test func hasManyOnTheirWay() throws {
    let client = try HTTPClient(most: 7)
    let count = 200
    var next = 0
    var arrived: [Int: String] = [:]
    while next < count || client.inFlight > 0 {
      while next < count, client.hasRoom {
        "body \(next)".withBytes { body in
          client.start(
            peer.request("POST", "/many"), headers: Bytes(start: nil, count: 0), body: body,
            tag: next)
        }
        next += 1
      }
      let arrival = try #require(client.next())
      #expect(arrival.fault == nil)
      #expect(arrived.updateValue(arrival.body.string, forKey: arrival.tag) == nil)
    }
    #expect(client.next() == nil)
    #expect(arrived.count == count)
    #expect(arrived.allSatisfy { $0.value == "body \($0.key)" })
    let seen = try peer.requests()
    #expect(seen.count == count)
    #expect(Set(try seen.map(Peer.connection)).count <= 7)
  }

  /// The connection has served, and breaks with the second request: libcurl alone would send that
  /// once more.
  @Test(arguments: [true, false])
  func whatMustGoOnceGoesOnce(onlyOnce: Bool) throws {
    try peer.script(#"{"/x":[{},"drop",{}]}"#)
    let client = try HTTPClient()
    var request = peer.request("POST", "/x")
    request.body = Array("body".utf8)
    request.onlyOnce = onlyOnce
    _ = try client.send(request)
    if onlyOnce {
      let fault = #expect(throws: HTTPFault.self) { try client.send(request) }
      #expect(fault == .uncertain("the connection was closed"))
      #expect(try peer.requests().count == 2)
      // The next goes over a connection of its own.
      #expect(try client.send(request).status == 200)
    } else {
      #expect(try client.send(request).status == 200)
      #expect(try peer.requests().count == 3)
    }
  }

  /// The connection was closed while it rested: nothing can have been lost on it.
  @Test func knowsAConnectionThatWasClosed() throws {
    try peer.script(#"{"/x":[{"close":true}]}"#)
    let client = try HTTPClient()
    var request = peer.request("POST", "/x")
    request.body = Array("body".utf8)
    request.onlyOnce = true
    for _ in 0..<3 {
      #expect(try client.send(request).status == 200)
      usleep(50_000)
    }
    #expect(try peer.requests().count == 3)
  }

  @Test func tellsWhyThereIsNoAnswer() throws {
    try peer.script(
      #"{"/drop":["drop"],"/cut":["cut"],"/late":[{"wait":5}],"/long":[{"body":"0123456789","times":300}]}"#
    )
    let client = try HTTPClient()
    var request = peer.request("GET", "/drop")
    request.onlyOnce = true
    expectUncertain { try client.send(request) }
    expectUncertain { try client.send(peer.request("GET", "/cut")) }
    request = peer.request("GET", "/late")
    request.timeout = 100
    expectUncertain { try client.send(request) }
    request = peer.request("GET", "/long")
    request.limit = 2000
    #expect(throws: HTTPFault.tooLong(limit: 2000)) { try client.send(request) }
    let refused = #expect(throws: HTTPFault.self) {
      try client.send(HTTPRequest("GET", "http://127.0.0.1:1/"))
    }
    if case .notSent = refused {} else { Issue.record("\(String(describing: refused))") }
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "http://"] {
      let fault = #expect(throws: HTTPFault.self) { try client.send(HTTPRequest("GET", url)) }
      if case .refused = fault {} else { Issue.record("\(url): \(String(describing: fault))") }
    }
    // It still works.
    #expect(try client.send(peer.request("GET", "/")).status == 200)
  }

  @Test func headersAreOneLineEach() throws {
    let client = try HTTPClient()
    for header in ["A: b\r\nC: d", "A: b\n", "A: \u{0}"] {
      var request = peer.request("GET", "/")
      request.headers = [header]
      #expect(throws: HTTPFault.refused("a header with a control character")) {
        try client.send(request)
      }
    }
    #expect(client.hasRoom)
    // More than there is room for.
    var request = peer.request("GET", "/")
    request.headers = (0..<61).map { "X-\($0): 1" }
    #expect(throws: HTTPFault.self) { try client.send(request) }
    request.headers.removeLast()
    #expect(try client.send(request).status == 200)
    #expect(try peer.requests().count == 1)
  }

  @Test func redirectsAreAnswers() throws {
    try peer.script(#"{"/x":[{"status":302,"headers":{"Location":"/y"}}]}"#)
    let answer = try HTTPClient().send(peer.request("GET", "/x"))
    #expect(answer.status == 302)
    #expect(answer.header("location") == "/y")
    #expect(try peer.requests().count == 1)
  }

  @Test func writesIntoFiles() throws {
    try peer.script(#"{"/bad":[{"status":500,"body":"trouble"}]}"#)
    let client = try HTTPClient()
    let path = "\(peer.home)/file"
    let file = try Descriptor(path, O_WRONLY | O_CREAT, mode: 0o600)
    var request = peer.request("POST", "/x")
    request.body = Array("content".utf8)
    #expect(try client.send(request, into: file.number).body.isEmpty)
    // What an error says is no content.
    let answer = try client.send(peer.request("GET", "/bad"), into: file.number)
    #expect(String(decoding: answer.body, as: UTF8.self) == "trouble")
    #expect(try ByteSource.text(of: path) == "content")
    let full = try Descriptor("/dev/full", O_WRONLY)
    #expect(throws: HTTPFault.notWritten(ENOSPC)) { try client.send(request, into: full.number) }
  }

  private func expectUncertain(_ body: () throws -> HTTPAnswer) {
    let fault = #expect(throws: HTTPFault.self) { try body() }
    if case .uncertain = fault {} else { Issue.record("\(String(describing: fault))") }
  }
}

extension String {
  fileprivate func withBytes<R>(_ body: (Bytes) -> R) -> R {
    var text = self
    return text.withUTF8 { body(Bytes($0)) }
  }
}

/// The server, running in a directory of its own.
private final class Peer {
  /// The directory.
  let home: String
  private let identifier: pid_t
  private let port: String

  init() throws {
    var template = Array("/tmp/due-http-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "a directory can be made in /tmp")
    home = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let root = directory(of: directory(of: #filePath))
    let child = try ChildProcess.start(
      ["python3", "\(root)/Peers/web_server.py", home], input: -1)
    identifier = child.identifier
    let path = "\(home)/port"
    for _ in 0..<600 where access(path, F_OK) != 0 { usleep(50_000) }
    port = String(try ByteSource.text(of: path).prefix { $0 != "\n" })
  }

  deinit {
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
    try? ChildProcess.run(["rm", "-rf", home], input: "")
  }

  func request(_ method: String, _ path: String) -> HTTPRequest {
    HTTPRequest(method, "http://127.0.0.1:\(port)\(path)")
  }

  func script(_ text: String) throws {
    let file = try Descriptor("\(home)/script", O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try Array(text.utf8).withUnsafeBytes { try file.write($0, name: "script") }
  }

  func requests() throws -> [String] {
    try ByteSource.text(of: "\(home)/requests").split(separator: "\n").map(String.init)
  }

  /// Which connection a request came over.
  static func connection(_ line: String) throws -> Substring {
    let mark = try #require(line.firstRange(of: #""connection": "#))
    return line[mark.upperBound...].prefix { $0.isNumber }
  }
}

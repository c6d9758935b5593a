import DueMail
import DueSystem
import Testing

@Suite struct SMTPServerTests {
  static let read:
    [(uri: String, host: String, port: UInt16, security: SMTPServer.Security, user: String)] = [
      ("smtp://relay.example.com", "relay.example.com", 25, .offered, ""),
      ("smtp://relay.example.com/", "relay.example.com", 25, .offered, ""),
      ("smtp://127.0.0.1:2525?sessions=3&messages=7", "127.0.0.1", 2525, .offered, ""),
      ("smtp://[::1]:2525?tls=never", "::1", 2525, .never, ""),
      ("smtp://[2001:db8::1]", "2001:db8::1", 25, .offered, ""),
      ("submission://ana@mx.example?secret-file=/s", "mx.example", 587, .required, "ana"),
      // A password is never sent to whoever it is.
      ("smtp://ana@mx.example?secret-file=/s", "mx.example", 25, .required, "ana"),
      (
        "smtp://ana@acme.example@mx.example?secret-file=/s", "mx.example", 25, .required,
        "ana@acme.example"
      ),
      ("smtps://mx.example?ca=/c&helo=me.example", "mx.example", 465, .immediate, ""),
    ]

  @Test("reads addresses of servers", arguments: read)
  func reads(
    uri: String, host: String, port: UInt16, security: SMTPServer.Security, user: String
  ) throws {
    let server = try SMTPServer(uri)
    #expect(server.host == host)
    #expect(server.port == port)
    #expect(server.security == security)
    #expect(server.user == user)
    #expect(server.name == uri)
  }

  static let refused = [
    "smtp:", "smtp://", "smtp:relay", "http://relay", "smtp://a b", "smtp://relay:0",
    "smtp://relay:99999", "smtp://relay:x", "smtp://relay?what=1", "smtp://relay?sessions=0",
    "smtp://relay?sessions=101", "smtp://relay?tls=perhaps", "smtp://relay?tls=immediate",
    "smtps://relay?tls=never", "smtp://ana:secret@relay?secret-file=/s", "smtp://ana@relay",
    "smtp://relay?secret-file=/s", "smtp://relay?helo=a\r\nQUIT", "smtp://re\r\nlay",
  ]

  @Test("refuses what is none", arguments: refused)
  func refuses(uri: String) {
    #expect(throws: RunFault.self) { try SMTPServer(uri) }
  }
}

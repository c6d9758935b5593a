import DueSystem
import Glibc
import Testing

@testable import DueAWS

@Suite struct SurroundingsTests {
  private let home = ScratchHome()

  private func surroundings(_ variables: [String: String] = [:]) -> AWSSurroundings {
    let path = home.path
    return AWSSurroundings { $0 == "HOME" ? path : variables[$0] }
  }

  @Test func environmentComesFirst() throws {
    try home.write(".aws/credentials", "[default]\naws_access_key_id=F\naws_secret_access_key=f\n")
    let found = try surroundings([
      "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "AWS_SESSION_TOKEN": "t",
    ]).credentials()
    #expect(found == AWSCredentials(accessKey: "E", secretKey: "e", sessionToken: "t"))
  }

  @Test func profilesHaveKeysAndRegions() throws {
    try home.write(
      ".aws/credentials",
      "# ours\n[default]\naws_access_key_id = D\naws_secret_access_key = d=/+\n\n"
        + "[ mail ]\r\naws_access_key_id=M\r\naws_secret_access_key=m\r\naws_session_token=t\r\n")
    try home.write(
      ".aws/config",
      "[default]\nregion = eu-west-1\ns3 =\n  region = nowhere\n"
        + "[profile mail]\nregion=eu-central-1\n")
    #expect(
      try surroundings().credentials() == AWSCredentials(accessKey: "D", secretKey: "d=/+"))
    #expect(try surroundings().region() == "eu-west-1")
    let mail = surroundings(["AWS_PROFILE": "mail"])
    #expect(
      try mail.credentials()
        == AWSCredentials(accessKey: "M", secretKey: "m", sessionToken: "t"))
    #expect(try mail.region() == "eu-central-1")
    #expect(throws: RunFault.self) { try surroundings(["AWS_PROFILE": "none"]).credentials() }
  }

  @Test func filesThatOthersReadAreRefused() throws {
    try home.write(
      ".aws/credentials", "[default]\naws_access_key_id=D\naws_secret_access_key=d\n", mode: 0o644)
    let fault = #expect(throws: RunFault.self) { try surroundings().credentials() }
    #expect(fault?.exitStatus == .noPermission)
  }

  @Test func programsGiveCredentials() throws {
    try home.write(
      "give",
      "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"p\","
        + "\"SessionToken\":\"t\",\"Expiration\":\"2026-11-23T12:00:00Z\"}'\n", mode: 0o700)
    try home.write(".aws/config", "[default]\ncredential_process = \(home.path)/give\n")
    let found = try surroundings().credentials()
    #expect(found.accessKey == "P")
    #expect(found.isStale(at: Instant(year: 2026, month: 11, day: 23, hour: 11, minute: 56)))
    #expect(!found.isStale(at: Instant(year: 2026, month: 11, day: 23, hour: 11)))
  }

  @Test func nothingIsSaid() {
    #expect(throws: RunFault.self) { try surroundings().credentials() }
    let fault = #expect(throws: RunFault.self) { try surroundings().region() }
    #expect(fault?.exitStatus == .configuration)
  }

  @Test func endpointsFollowTheEnvironment() throws {
    #expect(
      try surroundings().endpoint(of: .email, region: "eu-west-1").host
        == "email.eu-west-1.amazonaws.com")
    #expect(
      try surroundings().endpoint(of: .textMessages, region: "cn-north-1").host
        == "sms-voice.cn-north-1.amazonaws.com.cn")
    let own = surroundings([
      "AWS_ENDPOINT_URL": "http://127.0.0.1:4566/",
      "AWS_ENDPOINT_URL_SNS": "https://sns.test:443/x/",
    ])
    #expect(
      try own.endpoint(of: .email, region: "eu-west-1")
        == AWSEndpoint(scheme: "http", host: "127.0.0.1:4566", path: "", isOwn: true))
    #expect(
      try own.endpoint(of: .notifications, region: "eu-west-1")
        == AWSEndpoint(scheme: "https", host: "sns.test", path: "/x", isOwn: true))
    #expect(throws: RunFault.self) {
      try surroundings(["AWS_ENDPOINT_URL": "ftp://x"]).endpoint(of: .email, region: "eu-west-1")
    }
    #expect(throws: RunFault.self) { try AWSSurroundings.checked("eu-west-1.evil.example/") }
  }
}

/// A directory for a test, gone with it.
final class ScratchHome {
  let path: String

  init() {
    var template = Array("/tmp/due-aws-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "a directory can be made in /tmp")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    mkdir("\(path)/.aws", 0o700)
  }

  deinit { try? ChildProcess.run(["rm", "-rf", path], input: "") }

  func write(_ name: String, _ text: String, mode: UInt32 = 0o600) throws {
    let file = try Descriptor("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC)
    var text = text
    try text.withUTF8 { try file.write(Bytes($0), name: name) }
    fchmod(file.number, mode)
  }
}

import DueDelivery
import DueGateways
import DueModel
import DueSystem
import Testing

/// What gammu-smsd is given: names that it can keep, and texts whose alphabet it need not guess.
@Suite struct GammuFormTests {
  private static let now = Instant(milliseconds: 1_795_437_000_000)
  private static let longKey = String(repeating: "k", count: 64)

  static let names:
    [(key: String, attempt: Int, to: String, priority: Int, place: Int, name: String)] = [
      ("k-1", 1, "+12025550101", 5, 0, "OUTE20261123_123000_0000_+12025550101_k-1.txtd"),
      ("k_1", 2, "+12025550101", 9, 7, "OUTA20261123_123000_0007_+12025550101_k_1.2.txtd"),
      ("k-1", 1, "10101", 0, 12_345, "OUTJ20261123_123000_12345_10101_k-1.txtd"),
      // No room for the time: gammu-smsd has 99 bytes.
      (longKey, 1, "+12025550101", 5, 0, "OUTE___+12025550101_\(longKey).txtd"),
      (longKey, 10, "+123456789012345", 5, 0, "OUTE___+123456789012345_\(longKey).10.txtd"),
    ]

  @Test("names that it can keep", arguments: names)
  func fits(
    key: String, attempt: Int, to: String, priority: Int, place: Int, name: String
  ) {
    var message = Message(key: key, channel: .sms, to: to, type: .transactional, body: "a")
    message.priority = priority
    let outgoing = Outgoing(message: message, attempt: attempt, batch: "b")
    let form = GammuForm(GammuForm.Options())
    #expect(form.publicName(of: outgoing, place: place, at: Self.now) == name)
    #expect(name.utf8.count <= 99)
    #expect(form.providerID(of: outgoing) == (attempt == 1 ? key : "\(key).\(attempt)"))
  }

  @Test("the longest name that there can be fits")
  func longest() {
    var options = GammuForm.Options()
    options.flash = true
    let message = Message(
      key: Self.longKey, channel: .sms, to: "+123456789012345", type: .promotional, body: "a")
    let name = GammuForm(options).publicName(
      of: Outgoing(message: message, attempt: 999, batch: "b"), place: 4095, at: Self.now)
    #expect(name.utf8.count <= 99)
  }

  @Test("texts are UTF-16 behind their mark")
  func text() throws {
    let message = Message(
      key: "k-1", channel: .sms, to: "+12025550101", type: .transactional, body: "a–😀")
    var buffer = ByteBuffer()
    try GammuForm(GammuForm.Options()).append(
      Outgoing(message: message, attempt: 1, batch: "b"), at: Self.now, to: &buffer)
    #expect(
      Array(buffer.bytes) == [0xfe, 0xff, 0, 0x61, 0x20, 0x13, 0xd8, 0x3d, 0xde, 0x00])
  }

  @Test(
    "refuses what no file name may have", arguments: ["+1/../../x", "", "+12_3", "+1\n2345678"])
  func refuses(to: String) {
    let message = Message(key: "k-1", channel: .sms, to: to, type: .transactional, body: "a")
    var buffer = ByteBuffer()
    #expect {
      try GammuForm(GammuForm.Options()).append(
        Outgoing(message: message, attempt: 1, batch: "b"), at: Self.now, to: &buffer)
    } throws: { ($0 as? MessageRefusal)?.code == "INVALID" }
  }
}

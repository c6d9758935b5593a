import DueDelivery
import DueFormats
import DueModel
import DueSystem
import Testing

@testable import DueDeliveryOptions

@Suite struct FallbackReaderTests {
  private static let first: Message = {
    var message = Message(
      key: "k", channel: .sms, to: "+12025550101", type: .promotional, body: "Hi")
    message.campaign = "c"
    message.context = #"{"a":1}"#
    return message
  }()

  private static let mail =
    #""channel":"email","to":"a@example.com","from":"b@example.com","subject":"S","text":"T""#

  /// The messages that follow, or the fault.
  private static func read(_ text: String) throws -> Result<[Message.Fallback], IntakeFault> {
    var tape = JSONTape()
    var bytes = ByteBuffer()
    bytes.append(text)
    let value = try tape.parse(bytes.bytes)
    do throws(IntakeFault) {
      return .success(try FallbackReader().read(value, after: first))
    } catch {
      return .failure(error)
    }
  }

  @Test("what a message that follows does not say, it has from the first")
  func completed() throws {
    let found = try Self.read(
      #"{"after":"90s","message":{\#(Self.mail),"fallback":{"after":"1h","message":{"channel":"sms","#
        + #""key":"k2","to":"+12025550102","body":"Again","type":"transactional"}}}}"#
    ).get()
    #expect(found.map(\.after) == [90_000, 3_600_000])
    #expect(found.map(\.message.key) == ["k", "k2"])
    #expect(found.map(\.message.channel) == [.email, .sms])
    #expect(found.map(\.message.type) == [.promotional, .transactional])
    #expect(found.map(\.message.campaign) == ["c", "c"])
    #expect(found.map(\.message.context) == [#"{"a":1}"#, #"{"a":1}"#])
  }

  /// A chain of `count` text messages with keys of their own.
  private static func chain(_ count: Int) -> String {
    var text = "null"
    for i in (0..<count).reversed() {
      text =
        #"{"after":"1s","message":{"channel":"sms","to":"+12025550102","body":"B","key":"k\#(i)","#
        + #""fallback":\#(text)}}"#
    }
    return text
  }

  @Test("as many may follow as a person has channels", arguments: [0, 1, 7, 8])
  func long(count: Int) throws {
    #expect(try Self.read(Self.chain(count)).get().count == count)
  }

  @Test(
    "refused",
    arguments: [
      ("[]", "expected an object"), ("1", "expected an object"),
      (#"{"message":{}}"#, "expected a time such as 90s"),
      (#"{"after":90,"message":{}}"#, "expected a time such as 90s"),
      (#"{"after":"0s","message":{}}"#, "expected a time such as 90s"),
      (#"{"after":"-1s","message":{}}"#, "expected a time such as 90s"),
      (#"{"after":"31d","message":{}}"#, "found '31d'"),
      (#"{"after":"1s"}"#, "expected a message record"),
      (#"{"after":"1s","message":[]}"#, "expected a message record"),
      (#"{"after":"1s","mesage":{}}"#, "found 'mesage'"),
      (#"{"after":"1s","message":{}}"#, "expected sms or email"),
      (#"{"after":"1s","message":{"channel":"voice"}}"#, "found 'voice'"),
      (#"{"after":"1s","message":{"channel":"sms","to":"0171","body":"B"}}"#, "0171"),
      (#"{"after":"1s","message":{"channel":"email","to":"x","text":"T"}}"#, ""),
      (
        #"{"after":"1s","message":{"channel":"sms","to":"+12025550102","body":"B"}}"#,
        "expected another channel"
      ),
    ])
  func refused(text: String, reason: String) throws {
    guard case .failure(let fault) = try Self.read(text) else {
      Issue.record("was taken: \(text)")
      return
    }
    #expect(fault.reason.contains(reason), "\(fault.reason)")
  }

  @Test("nine are too many")
  func tooLong() throws {
    guard case .failure(let fault) = try Self.read(Self.chain(9)) else {
      Issue.record("was taken")
      return
    }
    #expect(fault.reason.contains("at most 8"))
  }

  private static let pieces = [
    #""after":"90s""#, #""after":"1h""#, #""after":"30d""#, #""after":null"#, #""after":{}"#,
    #""message":{"# + mail + "}", #""message":{"channel":"sms","to":"+12025550102","body":"B"}"#,
    #""message":{"channel":"sms","to":"+12025550103","body":"","key":"é\u0000"}"#,
    #""message":{"channel":"sms","to":["+12025550102"],"body":1}"#, #""message":null"#,
    #""message":{"channel":"email","to":["a@example.com","b@example.com"],"text":"T"}"#,
    #""message":{"channel":"email","to":"a@example.com","template":"t"}"#,
    #""message":{"channel":"sms","to":"+12025550102","body":"\ud83d\ude00","fallback":{}}"#,
    #""message":{"channel":"sms","KEY":null,"to":"","body":"B","fallback":[1]}"#,
    #""other":true"#,
  ]

  @Test("whatever comes is taken as a whole or refused with a reason", arguments: 1...200)
  func fuzz(seed: UInt64) throws {
    var dice = Dice(state: seed &* 0x9e37_79b9_7f4a_7c15)
    for _ in 0..<20 {
      let count = Int.random(in: 0...3, using: &dice)
      let members = (0..<count).map { _ in Self.pieces.randomElement(using: &dice) ?? "" }
      switch try Self.read("{" + members.joined(separator: ",") + "}") {
      case .failure(let fault): #expect(!fault.reason.isEmpty)
      case .success(let found):
        var names: Set<String> = ["SMS k"]
        for fallback in found {
          let message = fallback.message
          #expect((1...FallbackReader.longest).contains(fallback.after))
          #expect(names.insert("\(message.channel.rawValue) \(message.key)").inserted)
          #expect(!message.to.isEmpty && !message.key.isEmpty)
        }
        #expect(!found.isEmpty && found.count <= FallbackReader.limit)
      }
    }
  }
}

/// Chance that is the same in every run (xorshift64).
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

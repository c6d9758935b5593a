import DueModel
import DueSystem
import Foundation

/// Numbers that look like chance and are the same in every run (xorshift64*).
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_f491_4f6c_dd1d
  }

  mutating func below(_ limit: Int) -> Int { Int(next() >> 33) % limit }

  mutating func one<T>(of items: [T]) -> T { items[below(items.count)] }
}

enum Sample {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static func path(_ name: String) -> String { root + "/samples/events-and-email/\(name)" }

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
}

/// Events of SES made at random, members in any order.
enum RandomEvent {
  /// A line whose meaning a strict reader and `MailEventSkim` agree on.
  static func line(_ random: inout Random) -> String {
    let kinds = [
      "Send", "Delivery", "Bounce", "Complaint", "Open", "Click", "Reject", "DeliveryDelay",
    ]
    let type = random.one(of: kinds)
    let member = type == "DeliveryDelay" ? "deliveryDelay" : type.lowercased()
    var mail = [
      #""timestamp":"\#(time(&random))""#, #""messageId":"m\#(random.below(50))""#,
      #""source":"News <news@\#(random.one(of: ["example.com", "example.org"]))>""#,
      #""headersTruncated":false"#,
      #""destination":[\#((0..<random.below(3)).map { "\"u\($0)@example.net\"" }.joined(separator: ","))]"#,
      #""headers":[{"name":"Subject","value":"\"{[\\"},{"name":"Content-Type","value":"\#(random.one(of: ["text/plain", "TEXT/PLAIN; x", "text/html", "multipart/mixed; b=\\\"/plain\\\""]))"}]"#,
      #""tags":{"ses:source-ip":["192.0.2.1"],"ses:configuration-set":["\#(random.one(of: ["news", "alerts"]))"]}"#,
    ]
    if random.below(2) == 0 {
      mail.append(#""sourceArn":"arn:aws:ses:eu-west-1:111122223333:identity/example.com""#)
    }
    var detail = [#""timestamp":"\#(time(&random))""#, #""x":[1,{"y":"]}"},null]"#]
    if type == "Bounce" {
      detail.append(#""bounceType":"\#(random.one(of: ["Permanent", "Transient"]))""#)
      detail.append(
        #""bounceSubType":"\#(random.one(of: ["General", "OnAccountSuppressionList"]))""#)
    }
    if type == "Complaint", random.below(2) == 0 { detail.append(#""complaintSubType":null"#) }
    let members = [
      #""eventType":"\#(type)""#,
      #""mail":{\#(mail.shuffled(using: &random).joined(separator: ","))}"#,
      #""\#(member)":{\#(detail.shuffled(using: &random).joined(separator: ", "))}"#,
    ]
    return "{" + members.shuffled(using: &random).joined(separator: random.one(of: [",", " , "]))
      + "}"
  }

  private static func time(_ random: inout Random) -> String {
    Instant(milliseconds: 1_788_220_800_000 + Int64(random.below(20 * 86_400_000))).text
  }
}

extension Instant {
  var text: String { formatted("%Y-%m-%dT%H:%M:%S") + ".\(100 + milliseconds % 900)Z" }
}

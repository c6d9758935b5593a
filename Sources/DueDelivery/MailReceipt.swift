import DueModel

/// What is told of a mail after it was taken: events of SES, as due-event(5) has them.
package struct MailReceipt: Sendable, Equatable, RawRepresentable {
  package enum Kind: String, Sendable {
    case delivery = "Delivery"
    case bounce = "Bounce"
    case complaint = "Complaint"
  }

  package let kind: Kind
  /// Of a bounce its type, `Permanent` or `Transient`; of a complaint its feedback type.
  package let type: String
  /// Of a bounce its subtype, such as `General`.
  package let subtype: String

  package static let delivery = MailReceipt(.delivery)

  package init(_ kind: Kind, _ type: String = "", _ subtype: String = "") {
    self.kind = kind
    self.type = type
    self.subtype = subtype
  }

  /// Reads `Delivery`, `Bounce/TYPE/SUBTYPE` or `Complaint/TYPE`.
  package init?(rawValue: String) {
    let parts = rawValue.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let kind = Kind(rawValue: parts[0]) else { return nil }
    let count = kind == .delivery ? 1 : kind == .bounce ? 3 : 2
    guard parts.count == count, parts.dropFirst().allSatisfy(Self.isWord) else { return nil }
    self.init(kind, count > 1 ? parts[1] : "", count > 2 ? parts[2] : "")
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: "-") }
  }

  package var rawValue: String {
    [kind.rawValue, type, subtype].filter { !$0.isEmpty }.joined(separator: "/")
  }

  package var `class`: DeliveryResult.Class {
    switch kind {
    case .delivery: .ok
    case .bounce: type == "Permanent" ? .permanent : .transient
    case .complaint: .policy
    }
  }
}

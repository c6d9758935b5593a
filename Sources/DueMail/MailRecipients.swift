import DueDelivery
import DueFormats
import DueModel

/// Who the mail of one record goes to. Everybody sees who is in `to` and `cc`.
struct MailRecipients {
  private(set) var to: [MailAddress] = []
  private(set) var cc: [MailAddress] = []
  private var bcc: [MailAddress] = []

  /// - Throws: `invalid_address` for a text that is neither an address nor a list of them.
  init(_ draft: MailDraft) throws(IntakeFault) {
    to = try Self.addresses(draft, .to, "to")
    cc = try Self.addresses(draft, .cc, "cc")
    bcc = try Self.addresses(draft, .bcc, "bcc")
    guard !to.isEmpty || !cc.isEmpty || !bcc.isEmpty else {
      throw .expected(
        "a mail address", in: draft.name(.to, "to"), found: "", code: "invalid_address")
    }
  }

  /// Whether there is one alone, in `to`.
  var isOne: Bool { to.count == 1 && cc.isEmpty && bcc.isEmpty }

  /// Each once, whatever lists an address is in.
  var all: [MailAddress] {
    if isOne { return to }
    var seen: Set<String> = []
    return (to + cc + bcc).filter { seen.insert(MailboxKey.key($0.address)).inserted }
  }

  private static func addresses(
    _ draft: MailDraft, _ place: MailDraft.Place, _ usual: String
  ) throws(IntakeFault) -> [MailAddress] {
    var found: [MailAddress] = []
    for text in draft.lists[place] ?? [draft[place]] where !text.isEmpty {
      guard let some = MailAddress.list(text) else {
        throw .expected(
          "a mail address", in: draft.name(place, usual), found: text, code: "invalid_address")
      }
      found += some
    }
    return found
  }
}

extension MailAddress {
  /// Reads one mailbox, or several with commas between them; nil where one of them is none.
  static func list(_ text: String) -> [MailAddress]? {
    if let one = MailAddress(text) { return [one] }
    var found: [MailAddress] = []
    for piece in pieces(text) {
      guard let address = MailAddress(piece) else { return nil }
      found.append(address)
    }
    return found
  }

  /// What stands between commas that are in no quotes and no brackets.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var piece: [UInt8] = []
    var isQuoted = false
    var isEscaped = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ",") where !isQuoted:
        pieces.append(String(decoding: piece, as: UTF8.self))
        piece.removeAll(keepingCapacity: true)
        continue
      case UInt8(ascii: "\"") where !isEscaped: isQuoted.toggle()
      default: break
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      piece.append(byte)
    }
    return pieces + [String(decoding: piece, as: UTF8.self)]
  }

  /// The mailbox as it is read again: `"Ana, Inc." <ana@example.com>`.
  var mailbox: String {
    guard !name.isEmpty else { return address }
    var text = "\""
    for character in name.unicodeScalars {
      if character == "\"" || character == "\\" { text.unicodeScalars.append("\\") }
      text.unicodeScalars.append(character)
    }
    return "\(text)\" <\(address)>"
  }
}

import DueMail
import DueSystem

/// The text that told Pinpoint's custom channel for attachments what to do, field by field:
/// display name, template, sender, mode, prefix of the file's name, kind.
struct LegacyData {
  enum Mode: String {
    case none = "NO"
    /// A file for each.
    case onePer = "ONEPER"
    case oneForAll = "ONEALL"
  }

  enum Kind: String {
    case file = "FILE"
    case link = "URL"
  }

  private let displayName: String
  private let template: String
  private let sender: String
  let mode: Mode
  let kind: Kind
  let prefix: String

  /// Reads the text as one row of CSV; spaces around fields and the case of words do not matter.
  ///
  /// - Throws: status 64 for a field that is missing or unknown.
  init(_ text: String) throws {
    func wrong(_ what: String, _ found: String) -> RunFault {
      RunFault(.usage, "expected \(what) in --data, found '\(found)'")
    }
    guard let fields = Self.fields(of: text)?.map(\.trimmed), fields.count >= 4 else {
      throw wrong("NAME,TEMPLATE,SENDER,MODE[,PREFIX,KIND]", text)
    }
    guard let mode = Mode(rawValue: fields[3].uppercased()) else {
      throw wrong("NO, ONEPER or ONEALL as fourth field", fields[3])
    }
    var kind = Kind.file
    var prefix = ""
    if mode != .none {
      guard fields.count == 6, !fields[4].isEmpty else { throw wrong("six fields", text) }
      guard let known = Kind(rawValue: fields[5].uppercased()) else {
        throw wrong("FILE or URL as sixth field", fields[5])
      }
      kind = known
      prefix = fields[4]
    }
    displayName = fields[0].uppercased() == "NA" ? "" : fields[0]
    template = fields[1]
    sender = fields[2]
    self.mode = mode
    self.kind = kind
    self.prefix = prefix
  }

  /// The fields of one row of CSV; nil for a quotation mark that is not closed.
  private static func fields(of text: String) -> [String]? {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      default: field.append(character)
      }
    }
    return isQuoted ? nil : fields + [field]
  }

  func apply(to defaults: inout MailDefaults) throws {
    defaults.template = template
    let name = displayName.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    defaults.from = name.isEmpty ? sender : "\"\(name)\" <\(sender)>"
    guard MailAddress(defaults.from) != nil else {
      throw RunFault(.usage, "expected a mail address as third field in --data, found '\(sender)'")
    }
  }

  /// The name of the file: the same for all, or with the endpoint's id in it.
  func pattern(type: String) throws -> FilePattern? {
    switch mode {
    case .none: nil
    case .oneForAll: try FilePattern(prefix + type)
    case .onePer: try FilePattern("\(prefix)_{id}\(type)")
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}

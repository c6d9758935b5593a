import DueDelivery
import DueFormats
import DueSystem

/// The values of one record, by what they mean.
struct MailDraft {
  private var texts = [String](repeating: "", count: Place.allCases.count)
  /// Recipients, where a record has a list of them.
  var lists: [Place: [String]] = [:]
  /// What the input calls them, for what is told of a record.
  private var names = [String](repeating: "", count: Place.allCases.count)
  var headers = MailHeaders()
  /// Paths of files, and what records say of them.
  var attachments: [JSON] = []
  /// A JSON object.
  var templateData: [UInt8]?
  /// What travels along, in order.
  var context: [(name: String, value: String)] = []

  /// The values that are plain texts.
  enum Place: Int, CaseIterable {
    case to, cc, bcc, from, subject, text, html, replyTo, returnPath, key, type, campaign, treatment
    case activity, endpoint, notBefore, expires, priority, hours, configurationSet, template
    case sesTemplate, user
  }

  subscript(place: Place) -> String { texts[place.rawValue] }

  func name(_ place: Place, _ usual: String) -> String {
    let name = names[place.rawValue]
    return name.isEmpty ? usual : name
  }

  /// Reads a record.
  init(_ record: JSONValue, _ roles: inout MemberRoles) throws(IntakeFault) {
    guard record.isObject else {
      throw IntakeFault("bad_json", nil, "expected an object, found another value")
    }
    var place = 0
    for (name, value) in record.members {
      let known = roles.role(at: place, name)
      place += 1
      if !value.isNull { try put(value, known.name, known.role) }
    }
  }

  private mutating func put(
    _ value: JSONValue, _ name: String, _ role: MailRole
  ) throws(IntakeFault) {
    if let place = role.place { return try put(text: value, name, place) }
    do throws(MessageRefusal) {
      switch role {
      case .headers:
        guard value.isObject else { throw Self.kind("an object", name) }
        let given = try MailHeaders(value)
        headers = given
      case .fields: headers.fields += try MailHeaders.fields(value)
      case .attachments:
        guard value.isArray else { throw Self.kind("a list", name) }
        attachments += value.elements.map { JSON($0) }
      case .templateData: templateData = try MailHeaders.object(value, name)
      case .context:
        guard value.isObject else { throw Self.kind("an object", name) }
        for (name, value) in value.members { try add(name.string ?? "", value) }
      case .tags: try put(tags: value, name)
      case .channel:
        guard value.string?.lowercased() == "email" else {
          throw MessageRefusal(
            "invalid_channel",
            "expected email in '\(name)', found \(value.source.string.prefix(60))")
        }
      case .extra:
        // Objects and lists, such as the attributes of an endpoint, are for templates.
        if let text = Self.text(value) { context.append((name, text)) }
      default: break
      }
    } catch {
      throw IntakeFault(error, name)
    }
  }

  private mutating func put(
    text value: JSONValue, _ name: String, _ place: Place
  ) throws(IntakeFault) {
    if value.isArray, let list = Self.list(value, place) {
      lists[place] = list
      names[place.rawValue] = name
      return
    }
    guard let text = Self.text(value) ?? Self.only(value, place) else {
      throw IntakeFault("bad_value", name, "expected one text in '\(name)', found another value")
    }
    let before = names[place.rawValue]
    if !before.isEmpty, texts[place.rawValue] != text {
      throw IntakeFault(
        "ambiguous", name,
        "expected one value for one thing, found '\(before)' and '\(name)' that differ")
    }
    texts[place.rawValue] = text
    names[place.rawValue] = name
  }

  /// The elements of a list of recipients; nil where they are no texts, or it is another list.
  private static func list(_ value: JSONValue, _ place: Place) -> [String]? {
    guard place == .to || place == .cc || place == .bcc else { return nil }
    var texts: [String] = []
    for element in value.elements {
      guard let text = element.string else { return nil }
      texts.append(text)
    }
    return texts
  }

  /// The one element of a list of addresses.
  private static func only(_ value: JSONValue, _ place: Place) -> String? {
    guard value.isArray, place == .replyTo else { return nil }
    var elements = value.elements
    guard let first = elements.next(), elements.next() == nil else { return nil }
    return first.string
  }

  private mutating func add(_ name: String, _ value: JSONValue) throws(MessageRefusal) {
    guard let text = Self.text(value) else { throw Self.kind("a text", name) }
    context.append((name, text))
  }

  /// Tags as SES has them, `[{"Name":…,"Value":…}]`, or an object.
  private mutating func put(tags: JSONValue, _ name: String) throws(MessageRefusal) {
    if tags.isObject {
      for (name, value) in tags.members { try add(name.string ?? "", value) }
      return
    }
    guard tags.isArray else { throw Self.kind("a list of tags", name) }
    for tag in tags.elements {
      guard let tagName = (tag["Name"] ?? tag["name"])?.string,
        let value = tag["Value"] ?? tag["value"]
      else { throw Self.kind("tags of 'Name' and 'Value'", name) }
      try add(tagName, value)
    }
  }

  private static func kind(_ what: String, _ name: String) -> MessageRefusal {
    MessageRefusal("bad_value", "expected \(what) in '\(name)', found another value")
  }

  static func text(_ value: JSONValue) -> String? {
    value.string ?? value.numberText ?? value.bool.map { $0 ? "true" : "false" }
  }
}

extension MailRole {
  /// Where a plain text goes; nil for what is more than that.
  fileprivate var place: MailDraft.Place? {
    switch self {
    case .to: .to
    case .cc: .cc
    case .bcc: .bcc
    case .from: .from
    case .subject: .subject
    case .text: .text
    case .html: .html
    case .replyTo: .replyTo
    case .returnPath: .returnPath
    case .key: .key
    case .type: .type
    case .campaign: .campaign
    case .treatment: .treatment
    case .activity: .activity
    case .endpoint: .endpoint
    case .notBefore: .notBefore
    case .expires: .expires
    case .priority: .priority
    case .hours: .hours
    case .configurationSet: .configurationSet
    case .template: .template
    case .sesTemplate: .sesTemplate
    case .user: .user
    case .channel, .headers, .fields, .attachments, .context, .tags, .templateData, .fallback,
      .ignored, .extra:
      nil
    }
  }
}

extension IntakeFault {
  init(_ refusal: MessageRefusal, _ column: String?) {
    self.init(refusal.code, column, refusal.detail)
  }
}

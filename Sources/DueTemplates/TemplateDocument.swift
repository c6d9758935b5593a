import DueFormats
import DueSystem

/// The kinds of message template that Pinpoint had.
package enum TemplateKind: String, Sendable, CaseIterable {
  case email = "EMAIL"
  case sms = "SMS"
  case push = "PUSH"
  case voice = "VOICE"
  case inApp = "INAPP"

  /// The response that get-…-template gives one in.
  fileprivate var response: String {
    switch self {
    case .email: "EmailTemplateResponse"
    case .sms: "SMSTemplateResponse"
    case .push: "PushNotificationTemplateResponse"
    case .voice: "VoiceTemplateResponse"
    case .inApp: "InAppTemplateResponse"
    }
  }

  /// The member that create-…-template takes one in.
  fileprivate var request: String { response.replacing("Response", with: "Request") }
}

extension String {
  fileprivate func replacing(_ end: String, with new: String) -> String {
    hasSuffix(end) ? dropLast(end.count) + new : self
  }
}

/// A template as somebody wrote it down: one of Pinpoint's template documents, not yet compiled.
///
/// Source: Pinpoint API, `EmailTemplateResponse`, `SMSTemplateResponse` and so on.
package struct TemplateDocument: Sendable, Equatable {
  package let name: String
  package let kind: TemplateKind
  /// The version that the document says it is.
  package let version: Int?
  /// The members of the response, unknown ones included, in the order in which they came.
  package let content: JSON

  /// The forms in which templates lie in files: bare, as a response, as a list of either.
  package static let forms = Documents(
    singles: TemplateKind.allCases.map(\.response),
    lists: ["TemplatesResponse", "TemplateVersionsResponse"])

  /// Makes a text message template of its text.
  package init(name: String, sms body: String) throws {
    try self.init(["Body": .string(body)], name: name)
  }

  /// - Parameters:
  ///   - json: a response's content, or what `create-…-template` takes.
  ///   - name: goes before the document's own.
  /// - Throws: status 78 for a name or a kind that no template has, or a document without texts.
  package init(_ json: JSON, name given: String? = nil) throws {
    var content = json
    var requested: TemplateKind?
    for kind in TemplateKind.allCases {
      guard let inner = json[kind.request] else { continue }
      content = inner
      requested = kind
    }
    guard
      let name = given ?? content["TemplateName"]?.string ?? json["TemplateName"]?.string
    else { throw RunFault(.configuration, "expected a 'TemplateName' in the template") }
    guard Self.isName(name) else {
      throw RunFault(
        .configuration,
        "expected a template name of letters, digits, '_' and '-' (at most 128), found '\(name)'")
    }
    self.name = name
    kind = try Self.kind(of: content, requested, name)
    if let written = content["Version"], !written.isNull {
      guard let version = written.string.flatMap({ Int($0) }) ?? written.integer, version > 0 else {
        throw RunFault(
          .configuration, "\(name): expected a number from 1 as 'Version', found \(written.text)")
      }
      self.version = version
    } else {
      version = nil
    }
    content["TemplateName"] = .string(name)
    content["TemplateType"] = .string(kind.rawValue)
    self.content = content
  }

  /// A letter or digit, then letters, digits, `_` and `-`.
  private static func isName(_ name: String) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool { byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 }
    guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= 128 else {
      return false
    }
    return name.utf8.allSatisfy { isAlphanumeric($0) || "_-".utf8.contains($0) }
  }

  private static func kind(of content: JSON, _ requested: TemplateKind?, _ name: String) throws
    -> TemplateKind
  {
    let has = { (names: [String]) in names.contains { content[$0].map { !$0.isNull } ?? false } }
    let found: TemplateKind? =
      if has(["Subject", "HtmlPart", "TextPart"]) {
        .email
      } else if has(["LanguageCode", "VoiceId"]) {
        .voice
      } else if has(["Default", "ADM", "APNS", "Baidu", "GCM"]) {
        .push
      } else if has(["Content"]) {
        .inApp
      } else if has(["Body"]) {
        .sms
      } else {
        nil
      }
    if let word = content["TemplateType"]?.string {
      guard let kind = TemplateKind(rawValue: word) else {
        throw RunFault(
          .configuration,
          "\(name): expected EMAIL, SMS, PUSH, VOICE or INAPP as 'TemplateType', found '\(word)'")
      }
      guard found != nil else {
        throw RunFault(
          .configuration,
          "\(name): expected the texts of a template, found none (list-templates gives names only)")
      }
      return kind
    }
    guard let kind = requested ?? found else {
      throw RunFault(.configuration, "\(name): expected the texts of a template, found none")
    }
    return kind
  }
}

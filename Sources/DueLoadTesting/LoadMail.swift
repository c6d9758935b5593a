import DueFormats
import DueSystem

/// What the mails of a load test are like.
package struct LoadMail: Sendable, Equatable {
  package var from = ""
  package var subject = ""
  package var body = ""
  package var html = ""
  /// A template of the store.
  package var template = ""
  /// A template in a file.
  package var templateFile = ""
  /// A file with values for templates, a user a row.
  package var users = ""
  package var configurationSet = ""
  package var campaign = ""
  /// They become part of the context, and come back in events.
  package var tags: [Tag] = []

  package struct Tag: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init() {}

  /// The members that are plain texts, by the names that files give them.
  static let texts: [(name: String, path: any WritableKeyPath<LoadMail, String> & Sendable)] = [
    ("from", \.from), ("subject", \.subject), ("body", \.body), ("html", \.html),
    ("template", \.template), ("template_file", \.templateFile), ("users", \.users),
    ("configuration_set", \.configurationSet), ("campaign", \.campaign),
  ]

  /// Whether it says what is in a mail.
  package var hasText: Bool {
    !(body + html + template + templateFile).isEmpty
  }

  var members: [JSON.Member] {
    var members = Self.texts.compactMap { name, path in
      self[keyPath: path].isEmpty ? nil : JSON.Member(name, .string(self[keyPath: path]))
    }
    if !tags.isEmpty {
      members.append(.init("tags", .object(tags.map { JSON.Member($0.name, .string($0.value)) })))
    }
    return members
  }
}

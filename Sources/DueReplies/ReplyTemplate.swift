import DueFormats
import DueSystem
import Glibc

/// What an automatic answer says: subject, text and HTML, with tags such as `%%NAME%%`.
package struct ReplyTemplate: Sendable, Equatable {
  package var subject = ""
  package var text: String?
  package var html: String?

  package init() {}

  /// Reads a template: JSON with `Subject`, `TextPart` and `HtmlPart`, or a directory with
  /// `subject.txt`, `body.txt` and `body.html`.
  ///
  /// - Throws: status 66 where it is not there, 78 where it is no template.
  package static func read(_ path: String) throws -> ReplyTemplate {
    var status = stat()
    let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    let template = try isDirectory ? read(directory: path) : read(file: path)
    guard template.text?.isEmpty == false || template.html?.isEmpty == false else {
      throw RunFault(.configuration, "\(path): expected a text or HTML part, found none")
    }
    var subject = template.subject
    guard !subject.withUTF8({ $0.contains { $0 < 0x20 || $0 == 0x7f } }) else {
      throw RunFault(.configuration, "\(path): expected a subject of one line")
    }
    return template
  }

  private static func read(directory: String) throws -> ReplyTemplate {
    func part(_ name: String) throws -> String? {
      let path = "\(directory)/\(name)"
      return access(path, F_OK) == 0 ? try ByteSource.text(of: path, limit: 1 << 20) : nil
    }
    var template = ReplyTemplate()
    var subject = (try part("subject.txt") ?? "").unicodeScalars
    while let last = subject.last, last == "\n" || last == "\r" { subject.removeLast() }
    template.subject = String(subject)
    template.text = try part("body.txt")
    template.html = try part("body.html")
    return template
  }

  private static func read(file: String) throws -> ReplyTemplate {
    let json: JSON
    do {
      json = try JSON(parsing: try ByteSource.text(of: file, limit: 1 << 20))
    } catch let fault as JSONFault {
      throw RunFault(
        .configuration, "\(file): expected JSON, found an error at byte \(fault.offset + 1)")
    }
    func part(_ name: String) throws -> String? {
      guard let value = json[name], !value.isNull else { return nil }
      guard let text = value.string else {
        throw RunFault(.configuration, "\(file): expected a text in '\(name)'")
      }
      return text
    }
    var template = ReplyTemplate()
    template.subject = try part("Subject") ?? ""
    template.text = try part("TextPart")
    template.html = try part("HtmlPart")
    return template
  }
}

/// The values of tags.
package struct ReplyValues: Sendable, Equatable {
  package var name = ""
  package var address = ""
  package var id = ""
  package var subject = ""
  package var date = ""

  package init() {}

  /// `template` with every tag replaced; what is no tag stays.
  ///
  /// - Parameter escaped: whether values are written for HTML.
  func fill(_ template: String, escaped: Bool) -> String {
    var out = ""
    var rest = template[...]
    while let open = rest.firstRange(of: "%%") {
      out += rest[..<open.lowerBound]
      let after = rest[open.upperBound...]
      if let close = after.firstRange(of: "%%"), let value = value(after[..<close.lowerBound]) {
        out += escaped ? value.htmlEscaped : value
        rest = after[close.upperBound...]
      } else {
        out += "%%"
        rest = after
      }
    }
    return out + rest
  }

  private func value(_ tag: Substring) -> String? {
    switch tag {
    case "NAME": name
    case "ADDRESS": address
    case "ID": id
    case "SUBJECT": subject
    case "DATE": date
    default: nil
    }
  }
}

extension Substring {
  /// Where `text` is first, by bytes.
  fileprivate func firstRange(of text: StaticString) -> Range<Index>? {
    let wanted = Array("\(text)".utf8)
    var place = utf8.startIndex
    while place < utf8.endIndex {
      if utf8[place...].starts(with: wanted) {
        return place..<utf8.index(place, offsetBy: wanted.count)
      }
      place = utf8.index(after: place)
    }
    return nil
  }
}

import DueDelivery
import DueFormats
import DueMIME
import DueModel
import DueSystem

/// A mail whose subject and texts are a template that SES has: all that goes with it.
///
/// Source: SES API v2, `Template` of SendEmail and `BulkEmailEntry` of SendBulkEmail.
package struct TemplatedMail: Sendable, Equatable {
  /// What mails that go together have in common.
  package struct Kind: Sendable, Hashable {
    /// The template's name, or its ARN.
    package let template: String
    /// As a header has it, on one line in ASCII.
    package let from: String
    /// The same; empty for none.
    package let replyTo: String
    /// Where bounces go; empty for the sender.
    package let bounces: String
    /// Empty for none.
    package let configurationSet: String
  }

  package let kind: Kind
  /// As a header has it.
  package let to: String
  /// A JSON object.
  package let data: String
  /// Further header fields, values in ASCII on one line.
  package let fields: [MailHeaders.Field]
  package let attachments: [Attachment]

  /// The most header fields of a mail, bytes of a field's value, and bytes of data.
  private static let mostFields = 15
  private static let longestValue = 995
  private static let longestData = 262_144

  init(
    _ message: Message, _ headers: MailHeaders, _ envelope: MailEnvelope
  ) throws(MessageRefusal) {
    guard message.body.isEmpty else {
      throw .textAndTemplate
    }
    guard !envelope.needsUTF8 else { throw .notASCII }
    let bounces = envelope.path
    kind = Kind(
      template: headers.template, from: Self.line(envelope.from),
      replyTo: envelope.replyTo.map(Self.line) ?? "",
      bounces: bounces == envelope.from.address ? "" : bounces,
      configurationSet: headers.configurationSet)
    to = Self.line(envelope.to)
    data = headers.templateData.isEmpty ? "{}" : headers.templateData
    guard data.utf8.count <= Self.longestData else {
      throw MessageRefusal(
        "too_long",
        "expected at most \(Self.longestData) bytes in 'template_data', found \(data.utf8.count)")
    }
    fields = try Self.fields(message, headers)
    attachments = headers.attachments
  }

  private static func fields(
    _ message: Message, _ headers: MailHeaders
  ) throws(MessageRefusal) -> [MailHeaders.Field] {
    // A bounce has it, where SES names the mail as it likes.
    var fields = [MailHeaders.Field("X-Due-Key", message.key)]
    let ways = headers.waysOut(message.type)
    if let first = ways.first {
      let all = ways.joined(separator: ", ")
      fields.append(.init("List-Unsubscribe", all.utf8.count <= longestValue ? all : first))
      if !headers.unsubscribe.isEmpty {
        fields.append(.init("List-Unsubscribe-Post", MailHeaders.oneClick))
      }
    }
    for field in headers.fields where !field.value.isEmpty {
      let line = line(field)
      guard line.utf8.count <= longestValue else {
        throw MessageRefusal(
          "invalid_header", "expected at most \(longestValue) bytes in '\(field.name)', found more")
      }
      fields.append(.init(field.name, line))
    }
    guard fields.count <= mostFields else {
      throw MessageRefusal(
        "invalid_header",
        "expected at most \(mostFields) header fields, ours among them, found \(fields.count)")
    }
    return fields
  }

  /// A field's value in ASCII, on one line.
  private static func line(_ field: MailHeaders.Field) -> String {
    var buffer = ByteBuffer(capacity: 256)
    buffer.append(valueOf: field)
    return unfolded(buffer)
  }

  private static func line(_ address: MailAddress) -> String {
    guard !address.name.isEmpty else { return address.address }
    var buffer = ByteBuffer(capacity: 128)
    buffer.append([address], column: 0)
    return unfolded(buffer)
  }

  /// RFC 5322, 2.2.3: without the line ends before white space.
  private static func unfolded(_ buffer: borrowing ByteBuffer) -> String {
    String(decoding: buffer.bytes.filter { $0 != 0x0d && $0 != 0x0a }, as: UTF8.self)
  }
}

extension MessageRefusal {
  static let textAndTemplate = MessageRefusal(
    "ambiguous", "expected a text or a template of SES in 'ses_template', found both")

  /// An address with a local part that is not ASCII, which SES does not take.
  package static let notASCII = MessageRefusal(
    "5.6.7", "expected an address in ASCII, for SES takes no other")
}

extension Attachment {
  /// The file, as it was when the mail was made.
  ///
  /// - Throws: `attachment_missing` and `attachment_changed`.
  package func content() throws(MessageRefusal) -> [UInt8] { try EncodedFiles.read(self) }
}

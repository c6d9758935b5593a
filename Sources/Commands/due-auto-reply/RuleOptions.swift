import ArgumentParser
import DueFormats
import DueMIME
import DueModel
import DueReplies
import DueSystem
import DueTool

/// Which mail is read, and which of it may be answered.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Answer for ADDRESS, or for all addresses of a domain; repeatable.", valueName: "address"))
  var ours: [String] = []

  @Flag(help: "Answer also where we are in neither To nor Cc.")
  var bccOk = false

  @Flag(help: "Take doubtful verdicts of SES on spam and viruses for bad ones.")
  var strict = false

  @Flag(help: "Write to Reply-To, else From, instead of the envelope sender.")
  var replyToHeader = false

  @Option(
    help: ArgumentHelp("What input is: eml, receipt or auto (default: auto).", valueName: "form"))
  var input: Form = .auto

  @Flag(help: "Files and standard input have many messages, as an mbox has.")
  var mbox = false

  enum Form: String, CaseIterable, ExpressibleByArgument { case eml, receipt, auto }

  func validate() throws {
    for address in ours where address.isEmpty || address.contains(where: { $0 == " " }) {
      throw ValidationError("expected an address or a domain in --for, found '\(address)'")
    }
  }

  func rules(from: String?) -> ReplyRules {
    var rules = ReplyRules()
    rules.ours = ours.isEmpty ? from.map { [$0] } ?? [] : ours
    rules.takesBlind = bccOk
    rules.isStrict = strict
    rules.usesHeader = replyToHeader
    return rules
  }

  /// Hands each message of `paths` to `body`.
  func forEach(_ paths: [String], _ body: (InboundMail) throws -> Void) throws {
    var mailboxes = Mailboxes()
    var receipts = ReceiptReader()
    var tape = JSONTape()
    for path in paths.isEmpty ? ["-"] : paths {
      try mailboxes.forEach(path, isMbox: mbox) { letter in
        let isJSON = input == .receipt || letter.bytes.trimmedSpace.first == UInt8(ascii: "{")
        guard input != .eml, isJSON else { return try body(InboundMail(message: letter.bytes)) }
        let place = "\(letter.file):\(letter.line)"
        do {
          guard try receipts.forEach(try tape.parse(letter.bytes.trimmedSpace), body) else {
            throw RunFault(.badData, "\(place): expected a receipt of SES, found other JSON")
          }
        } catch let fault as JSONFault {
          throw RunFault(
            .badData, "\(place): expected JSON, found an error at byte \(fault.offset + 1)")
        } catch let fault as RecordFault {
          throw RunFault(.badData, "\(place): \(fault)")
        }
      }
    }
  }
}

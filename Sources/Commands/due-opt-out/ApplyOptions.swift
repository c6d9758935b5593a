import ArgumentParser
import DueDelivery
import DueOptOuts
import DueStore
import DueSystem
import DueTool

/// The name of a list: part of the keys of messages.
struct ListName: ExpressibleByArgument, ExpectedValue {
  static let expected = "a name of letters, digits and '._-'"

  let name: String

  init?(argument: String) {
    guard OptOutTable.isListName(argument) else { return nil }
    name = argument
  }
}

extension OptOutScope: ExpressibleByArgument {}
extension KeywordReader.Match: ExpressibleByArgument {}
extension ReplyPolicy.NumberClass: ExpressibleByArgument {}

/// How replies are read.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The list that is meant (default: that of the number they wrote to).", valueName: "name"))
  var list: ListName?

  @Option(
    help: ArgumentHelp(
      "What people leave: promotional messages, or all (default: promotional).",
      valueName: "scope"))
  var scope = OptOutScope.promotional

  @Option(
    help: ArgumentHelp(
      "How texts are compared: smart, exact or contains (default: smart).", valueName: "how"))
  var match = KeywordReader.Match.smart

  @Option(help: ArgumentHelp("Take the keywords of FILE.", valueName: "file"))
  var keywords: String?

  @Option(
    name: .customLong("optin-word"),
    help: ArgumentHelp("A word that starts messages, beside START; repeatable.", valueName: "word"))
  var optInWord: [String] = []

  func reader() throws -> KeywordReader {
    let path = try keywords ?? DataFile.path("opt-out/keywords-2026-11-27.tsv")
    return KeywordReader(try KeywordTable(file: path).adding(optIn: optInWord), match)
  }
}

/// What they are told.
struct AnswerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who writes: the name in every answer.", valueName: "text"))
  var brand: String?

  @Option(help: ArgumentHelp("Where there is help: a number or an address.", valueName: "text"))
  var contact: String?

  @Option(help: ArgumentHelp("Take the answers of FILE.", valueName: "file"))
  var replies: String?

  @Option(
    help: ArgumentHelp(
      "What carries answers now: simulate, spool:DIR and so on.", valueName: "uri"))
  var replyVia: String?

  @Flag(help: "Answer nothing.")
  var noReply = false

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "What our number is: long, short or tollfree (default: by its digits).", valueName: "class"))
  var numberClass: ReplyPolicy.NumberClass?

  func validate() throws {
    if noReply, replyVia != nil { throw ValidationError("--reply-via goes without --no-reply") }
  }

  func policy() throws -> ReplyPolicy {
    var policy = ReplyPolicy()
    policy.numberClass = numberClass
    guard !noReply else { return policy }
    guard let brand, !brand.isEmpty else {
      throw RunFault(.usage, "expected --brand TEXT to answer with, or --no-reply, found neither")
    }
    policy.texts = try ReplyTexts(
      file: try replies ?? DataFile.path("opt-out/replies-2026-11-27.tsv"),
      values: ["brand": brand, "contact": contact ?? ""])
    return policy
  }

  func transport() throws -> (any Transport)? {
    try replyVia.map { try TransportOpener().open($0) }
  }
}

import ArgumentParser
import DueStore
import DueTool

/// Mail in; an answer out, once, or silence where a program must not answer.
///
/// See due-auto-reply(1).
@main
struct AutoReply: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-auto-reply",
    abstract: "Answer mail that nobody reads, once a sender.",
    version: Store.version(dueVersion),
    subcommands: [Answer.self, Test.self, Log.self],
    defaultSubcommand: Answer.self
  )
}

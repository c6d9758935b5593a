import ArgumentParser
import DueTool

/// Files in; the same files where everybody can read them, version by version.
///
/// See due-publish(1).
@main
struct PublishFamily: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-publish",
    abstract: "Publish files for the whole world to read, and take them back.",
    version: dueVersion,
    subcommands: [
      Put.self, ListFiles.self, Versions.self, RollBack.self, Remove.self, CollectGarbage.self,
      Rewrite.self, CheckMails.self, Serve.self, Configuration.self,
    ]
  )
}

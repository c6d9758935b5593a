import ArgumentParser

/// What is done with the messages.
package struct ModeOptions: ParsableArguments {
  @Flag(help: "Check the input, and do nothing with it.")
  package var validateOnly = false

  @Flag(help: "Say what would be sent, and send nothing.")
  package var dryRun = false

  @Flag(help: "Put messages into the outbox, and send nothing.")
  package var enqueueOnly = false

  @Flag(help: "Send what waits in the outbox; read nothing.")
  package var drain = false

  @Flag(help: "Send nothing at all when a record is rejected.")
  package var allOrNothing = false

  @Flag(help: "Send while reading, not after all is read and checked.")
  package var stream = false

  package init() {}

  /// Whether messages are handed over.
  package var delivers: Bool { !validateOnly && !dryRun && !enqueueOnly }

  package func validate() throws {
    if [validateOnly, dryRun, enqueueOnly, drain].count(where: { $0 }) > 1 {
      throw ValidationError(
        "expected one of --validate-only, --dry-run, --enqueue-only and --drain, found several")
    }
    if stream, allOrNothing { throw ValidationError("--stream does not go with --all-or-nothing") }
  }
}

import ArgumentParser

/// Whether it is only told what a command would do.
package struct DryRunOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  package var dryRun = false

  package init() {}
}

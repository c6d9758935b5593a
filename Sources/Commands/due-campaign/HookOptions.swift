import ArgumentParser
import DueCampaigns
import DueHooks
import DueSystem
import DueTool

/// Who is asked about members, and what an answer that does not come means.
struct HookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask this program about the members, whatever campaigns name: exec:COMMAND, coproc:COMMAND "
        + "or https://URL.", valueName: "uri"))
  var hook: String?

  @Option(
    help: ArgumentHelp("How long a hook's answer may take (default: 15s).", valueName: "span"))
  var hookTimeout = TimeSpan(milliseconds: 15_000)

  @Option(
    help: ArgumentHelp(
      "When a hook fails: stop, skip its members, or pass them on as they are (default: stop).",
      valueName: "what"))
  var onHookError = HookPolicy.stop

  func validate() throws {
    if let hook { try HookURI.check(hook) }
  }

  /// Whom `campaign` asks; nil where it asks nobody.
  ///
  /// - Throws: status 78 where that is known to AWS only.
  func uri(of campaign: Campaign) throws -> HookURI? {
    if let hook { return try HookURI(hook) }
    guard let named = campaign.hook else { return nil }
    guard let program = named.program else {
      throw RunFault(
        .configuration,
        "expected a program for the campaign's hook '\(named.original ?? "")', found none: name one "
          + "with --hook exec:COMMAND")
    }
    return try HookURI(program)
  }
}

extension HookPolicy: ExpressibleByArgument {}

extension HookURI {
  /// - Throws: what a wrong option does.
  static func check(_ text: String) throws {
    do {
      _ = try HookURI(text)
    } catch let fault as any Fault {
      throw ValidationError(fault.description)
    }
  }
}

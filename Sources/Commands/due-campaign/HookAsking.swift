import DueCampaigns
import DueHooks
import DueStore
import DueSystem
import DueTool
import Glibc

/// Asks the hook of one campaign about the members of the run that is due.
final class HookAsking {
  private let campaign: StoredCampaign
  private let policy: HookPolicy
  private let store: Store
  private let console: Console
  private var program: any HookProgram

  /// nil where the campaign has no hook.
  init?(
    _ options: HookOptions, _ campaign: StoredCampaign, _ store: Store, _ console: Console
  ) throws {
    guard let uri = try options.uri(of: Campaign(campaign.definition)) else { return nil }
    program = try uri.open(
      timeout: options.hookTimeout.milliseconds, now: Instant.wallClock)
    policy = options.onHookError
    self.campaign = campaign
    self.store = store
    self.console = console
  }

  /// - Throws: status 75 where the hook gives no answer, and the policy is to stop.
  func run(in project: Project, at now: Instant) throws {
    var found: ScratchFile?
    guard let plan = try unasked(in: project, at: now, &found), let members = found.take() else {
      return
    }
    let round = HookRound(
      plan, store, policy: policy,
      sleep: { milliseconds in usleep(UInt32(milliseconds) * 1000) },
      warn: { [console, campaign] in console.say("\(campaign.name): \($0)") })
    try round.run(members) { question, attempt in
      do {
        return try self.program.ask(
          question,
          environment: [
            ("DUE_CAMPAIGN", plan.run.campaign.id), ("DUE_BATCH", plan.run.id),
            ("DUE_ATTEMPT", String(attempt)),
          ])
      } catch let fault as ProgramFault {
        throw HookFault(fault.reason)
      }
    }
  }

  /// The run that is due, and its members of whom the hook was not asked.
  private func unasked(
    in project: Project, at now: Instant, _ members: inout ScratchFile?
  ) throws -> RunPlan? {
    try store.read { view in
      guard case .run(let occurrence) = try NextStep(for: campaign, at: now, view) else {
        return nil
      }
      let plan = try RunPlan(campaign, occurrence, in: project, at: now, view)
      members = try plan.unasked(view)
      return plan
    }
  }
}

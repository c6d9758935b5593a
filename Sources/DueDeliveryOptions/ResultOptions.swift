import ArgumentParser
import DueDelivery
import DueFormats
import DueMIME
import DueSystem
import DueTool

/// Where results and events go.
package struct ResultOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write results to FILE when complete.", valueName: "file"))
  package var output: String?

  @Option(help: ArgumentHelp("Write results, or events in their place.", valueName: "what"))
  package var emit = Emission.results

  @Option(help: ArgumentHelp("Append events to FILE.", valueName: "file"))
  package var events: String?

  package enum Emission: String, CaseIterable, ExpressibleByArgument { case results, events }

  package init() {}

  /// The files that are written, by option.
  package var files: KeyValuePairs<String, String?> { ["--output": output, "--events": events] }

  /// - Parameter writesMessages: whether the transport writes to standard output, so that results
  ///   go to a file or nowhere.
  /// - Throws: status 64 where events and messages would be mixed on standard output.
  package func open(_ writer: SMSEvents, writesMessages: Bool) throws -> ResultLog {
    if writesMessages, emit == .events, output == nil {
      throw RunFault(
        .usage,
        "--emit events does not go with --via stdout, which writes messages there: "
          + "use --events FILE, or -o FILE")
    }
    let form: ResultLog.Form =
      emit == .events ? .events : writesMessages && output == nil ? .none : .results
    return try ResultLog(
      form, output: output, eventFile: events, writer, bounces: Self.bounces)
  }

  /// What refusals of mails mean, by the table that due ships.
  package static func bounces() throws -> BounceTable {
    try .read(DataFile.path("bounces.tsv"))
  }
}

extension Console {
  /// Raises the status of a run that delivered, and says what a person should know.
  ///
  /// - Parameters:
  ///   - status: of the results.
  ///   - sentSome: whether a peer took anything.
  ///   - uncertain: how many messages a peer may have taken.
  package mutating func end(
    _ ends: [DeliveryEnd], _ status: ExitStatus, sentSome: Bool, uncertain: Int? = nil
  ) {
    var status = status
    tell(uncertain: uncertain)
    for end in ends {
      switch passOver(end) {
      case .stopped(let fault):
        say(fault.description)
        // Nothing was sent, or it is not finished: which of the two tells the caller what to do.
        status = fault.exitStatus == .unavailable && sentSome ? .tryAgain : fault.exitStatus
      case .waiting(let until):
        say("messages are left that are due at \(until.iso8601): run again then")
        status = max(status, .tryAgain)
      case .limit, .paused: status = max(status, .tryAgain)
      case .finished, .passedOver: break
      }
    }
    raise(status)
  }

  /// Tells of messages that only a person can decide about, or time.
  package func tell(uncertain: Int?) {
    guard let uncertain, uncertain > 0 else { return }
    say("messages that may have been sent or not: \(uncertain); see due-queue resolve")
  }

  /// Tells of peers that took nothing while others were asked, and returns how the run ended beside.
  ///
  /// One that is not there, or takes no more, is what others are for. A wrong password or setting stays so until
  /// somebody sees to it.
  package mutating func passOver(_ end: DeliveryEnd) -> DeliveryEnd {
    guard case .passedOver(let faults, let end) = end else { return end }
    for fault in faults {
      say("passed over a peer: \(fault.description)")
      if [.noPermission, .configuration].contains(fault.exitStatus) { raise(fault.exitStatus) }
    }
    return end
  }
}

import DueDelivery
import DueFormats
import DueSystem
import DueTool

/// A command that sends the messages of files: its run goes alike, whatever the channel.
package protocol SendCommand: DueCommand {
  /// What notices call the channel, such as `SMS`.
  static var channelName: String { get }

  var file: [String] { get }
  var output: ResultOptions { get }
  var rejects: RejectOptions { get }
  var clock: ClockOptions { get }
  var summary: SummaryOptions { get }
  var notices: NotifyOptions { get }

  /// The run that the options ask for.
  func sendRun(
    _ clock: DeliveryClock, _ rejects: RejectLog, _ console: Console
  ) throws -> SendRun
}

extension SendCommand {
  package func run(_ console: inout Console) throws {
    let clock = try clock.deliveryClock()
    var log: RejectLog?
    do {
      let rejected = try rejects.open(reading: file, writing: output.files) { _ in }
      log = rejected
      var run = try sendRun(clock, rejected, console)
      try run.run()
      log = nil
      console.reject(rejected)
      run.end(&console)
      let counts = run.counts
      summary.print(counts, console)
      notices.send(Self.finished(counts), at: clock.now, &console)
    } catch let fault as any Fault {
      if let log { console.reject(log) }
      notices.send(Self.failed(fault), at: clock.now, &console)
      throw fault
    }
  }

  /// The notice of a run that came to its end, with how many messages ended how.
  private static func finished(_ counts: JSON) -> Notice {
    Notice(
      .success, subject: "\(channelName) Send Finished", message: "\(channelName) Send Finished",
      payload: .init("\(channelName)SendResult", counts))
  }

  /// The notice of a run that ended early.
  private static func failed(_ fault: any Fault) -> Notice {
    Notice(
      .failure, subject: "\(channelName) Send Failed", message: "\(channelName) Send Failed",
      payload: .init("\(channelName)SendResult", ["Error": .string(fault.description)]))
  }
}

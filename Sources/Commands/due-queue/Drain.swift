import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueModel
import DuePhones
import DueStore
import DueSystem
import DueTool

/// Sends what waits, of every channel.
struct Drain: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Send what waits.")
  static let settings = ["on-uncertain", "rate", "via"]

  @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
  @OptionGroup(title: "Run") var output: ResultOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions

  func run(_ console: inout Console) throws {
    let clock = try clock.deliveryClock()
    let store = try store.openExisting()
    let numbers = try SenderNumbers(DataFile.path("phone-numbers.dat"))
    let (vias, channels) = try store.read { database in
      let session = OutboxSession(database)
      return (try session.vias(), try session.channels())
    }
    var log = try output.open(
      SMSEvents { numbers.country($0) },
      writesMessages: delivery.via == "stdout" || vias.contains("stdout"))
    var ends: [DeliveryEnd] = []
    let targets = channels.isEmpty ? [] : try targets(insisted: vias, &ends)
    var settings = try delivery.settings()
    settings.tellsEvents = log.wantsEvents
    let unopened = ends
    var moved = 0
    // In whichever pass: a later one may have nothing to send.
    var troubles: [RunFault] = []
    repeat {
      moved = 0
      ends = unopened
      for channel in channels {
        for target in targets where target.transport.carries(channel) {
          settings.takesOpen = target.takesOpen
          var engine = try DeliveryEngine(
            store, target.transport, channel: channel, settings, clock,
            opener: delivery.opener)
          try log.add(try engine.recover(), unordered: true)
          let end = try engine.run(.everything) { try log.add($0, unordered: true) }
          if case .passedOver(let faults, _) = end {
            troubles += faults.filter { !troubles.contains($0) }
          }
          ends.append(end.plain)
          settings.limit = settings.limit.map { $0 - engine.submitted }
          moved += engine.moved
        }
      }
      // What took the place of others may be of a channel that was drained before.
    } while moved > 0
    try log.finish()
    if !troubles.isEmpty { ends.insert(.passedOver(troubles, .finished), at: unopened.count) }
    console.end(
      ends, log.status, sentSome: log.counts[.accepted] != nil, uncertain: log.counts[.uncertain])
    if delivery.via == nil { try tellOfOpen(in: store, &console) }
    try tellOfAbandoned(in: store, &console)
  }

  private struct Target {
    var transport: any Transport
    /// Whether messages go there that insist on none.
    var takesOpen: Bool
  }

  /// The transport that is named here, for all that insists on none, and those that are insisted
  /// on. One of these that cannot be opened does not keep the others from theirs.
  private func targets(insisted vias: [String], _ ends: inout [DeliveryEnd]) throws -> [Target] {
    var targets: [Target] = []
    if let via = delivery.via {
      targets.append(Target(transport: try delivery.transport(via), takesOpen: true))
    }
    let named = targets.first?.transport.name
    for via in vias where via != named {
      do {
        targets.append(Target(transport: try delivery.transport(via), takesOpen: false))
      } catch let fault as RunFault {
        ends.append(.stopped(fault))
      }
    }
    return targets
  }

  /// Says what a run that died has left in hand, for its peer could not be asked.
  private func tellOfAbandoned(in store: Store, _ console: inout Console) throws {
    let owner = try OutboxOwner.enter(store.directory)
    let left = try store.read { database in
      try OutboxSession(database).abandoned { owner.isAlive($0) }
    }
    guard !left.isEmpty else { return }
    let vias = Set(left.map(\.via)).sorted().joined(separator: ", ")
    console.say(
      "messages left in hand of a run that died: \(left.count); nobody could ask \(vias)")
    console.raise(.tryAgain)
  }

  /// Says what is left for want of a transport.
  private func tellOfOpen(in store: Store, _ console: inout Console) throws {
    let open = try store.read { try OutboxSession($0).openCount() }
    guard open > 0 else { return }
    console.say("messages left that insist on no transport: \(open); name one with --via")
    console.raise(.tryAgain)
  }
}

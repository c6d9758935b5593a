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
    let numbers = try NumberCountries(DataFile.path("phone-numbers.dat"))
    var log = try output.open(
      SMSEvents { numbers.country($0) }, writesMessages: delivery.via == "stdout")
    let (vias, channels) = try store.read { database in
      let session = OutboxSession(database)
      return (try session.vias(), try session.channels())
    }
    if delivery.via == nil, vias.isEmpty, !channels.isEmpty { _ = try delivery.transport() }
    var ends: [DeliveryEnd] = []
    for channel in channels {
      // What insists on a transport goes there; the rest to the one that is named here.
      for via in delivery.via.map({ [$0] }) ?? vias {
        var settings = try delivery.settings()
        settings.takesOpen = delivery.via != nil
        settings.tellsEvents = log.wantsEvents
        var engine = try DeliveryEngine(
          store, try delivery.transport(via), channel: channel, settings, clock)
        try log.add(try engine.recover(), unordered: true)
        ends.append(try engine.run(.everything) { try log.add($0, unordered: true) })
      }
    }
    try log.finish()
    console.end(ends, log.status, sentSome: log.counts[.accepted] != nil)
  }
}

import ArgumentParser
import DueModel
import DueStore
import DueSystem
import DueTool

/// Messages that were tried too often: none is dropped by itself.
struct Dead: DueCommandFamily {
  static let configuration = CommandConfiguration(
    abstract: "List, requeue or drop dead letters.",
    subcommands: [DeadList.self, Requeue.self, Drop.self], defaultSubcommand: DeadList.self)
}

struct DeadList: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List dead letters; end with 1 when there are any.")

  @OptionGroup var filter: FilterOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    var filter = filter.filter()
    filter.states = [.dead]
    let count = try list.write(filter, limit: nil, in: store) { session, standing in
      try session.isDeadLetter(standing.row.id)
    }
    if count > 0 { console.raise(.no) }
  }
}

struct Requeue: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Try dead letters again.")

  @OptionGroup var messages: ChosenMessages
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let count = try store.change(mode) { view in
      let session = OutboxSession(view)
      return try session.apply("requeue", to: messages.filter, unlessIn: [.ready, .submitting]) {
        try session.requeue($0, at: now)
      }
    }
    console.tell(count, "are tried again", mode)
  }
}

struct Drop: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Give dead letters up.")

  @OptionGroup var messages: ChosenMessages
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let count = try store.change(mode) { view in
      let session = OutboxSession(view)
      return try session.apply("drop", to: messages.filter, unlessIn: [.dead]) {
        try session.drop($0)
      }
    }
    console.tell(count, "are given up", mode)
  }
}

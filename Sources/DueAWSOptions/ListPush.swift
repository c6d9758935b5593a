import DueAWS
import DueFormats
import DueSystem
import DueTool

/// One thing to tell a list of AWS.
package protocol PushErrand {
  var address: String { get }
  /// Whether the address comes off the list.
  var isRemoval: Bool { get }
  /// What errands are in the order of.
  var place: String { get }
  /// Why the address is put there; empty for a list that has no reasons.
  var reasonText: String { get }
}

/// A list of AWS, and what the store knows of it.
package protocol PushedList {
  associatedtype Errand: PushErrand

  /// Errands between two notes: so many may be done again after a kill, which does no harm.
  var step: Int { get }

  /// What AWS is to be told, after `place`.
  func errands(after place: String, limit: Int) throws -> [Errand]

  /// Tells AWS.
  func run(_ errand: Errand) throws

  /// Whether AWS refuses that address alone.
  func isOfTheAddress(_ fault: AWSFault) -> Bool

  /// Notes that AWS was told.
  func note(_ errands: [Errand]) throws
}

/// One run of `push`: errands to AWS, noted a few at a time, so that a run that is cut short goes on
/// where it was.
package struct ListPush<List: PushedList> {
  /// So many refusals in a row are not about the addresses.
  private static var patience: Int { 20 }

  private let list: List
  private let isDryRun: Bool
  private var put = 0
  private var removed = 0
  private var refused = 0
  private var refusedInARow = 0

  package init(_ list: List, isDryRun: Bool) {
    self.list = list
    self.isDryRun = isDryRun
  }

  package var summary: JSON {
    .object([
      .init("put", .integer(put)), .init("deleted", .integer(removed)),
      .init("refused", .integer(refused)),
    ])
  }

  /// Writes what AWS was told on standard output, a record each.
  package mutating func perform(_ console: inout Console) throws {
    var sink = try ByteSink()
    var last = ""
    while true {
      let errands = try list.errands(after: last, limit: list.step)
      guard let end = errands.last else { break }
      last = end.place
      var done: [List.Errand] = []
      do {
        for errand in errands where try isDryRun || run(errand, &console) { done.append(errand) }
      } catch {
        // Whatever ends the run: AWS has these.
        try tell(of: done, &sink)
        throw error
      }
      try tell(of: done, &sink)
    }
    try sink.finish()
  }

  private mutating func tell(of errands: [List.Errand], _ sink: inout ByteSink) throws {
    if !errands.isEmpty, !isDryRun { try list.note(errands) }
    for errand in errands {
      if errand.isRemoval { removed += 1 } else { put += 1 }
      sink.buffer.append(
        errand.isRemoval
          ? #"{"action":"delete","address":"# as StaticString
          : #"{"action":"put","address":"#)
      sink.buffer.append(jsonString: errand.address)
      if !errand.reasonText.isEmpty {
        sink.buffer.append(#","reason":"# as StaticString)
        sink.buffer.append(jsonString: errand.reasonText)
      }
      sink.buffer.append("}\n" as StaticString)
    }
    try sink.flush()
  }

  /// Runs one errand; false where AWS does not do it for this address.
  private mutating func run(_ errand: List.Errand, _ console: inout Console) throws -> Bool {
    do {
      try list.run(errand)
      refusedInARow = 0
      return true
    } catch let fault as AWSFault where list.isOfTheAddress(fault) {
      refused += 1
      refusedInARow += 1
      guard refusedInARow < Self.patience else { throw fault }
      console.say("\(errand.address): \(fault.description)")
      console.raise(.badData)
      return false
    }
  }
}

import DueAWS
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// One run of `push`: errands to SES, noted a few at a time, so that a run that is cut short goes
/// on where it was.
struct PushRun {
  /// Errands between two notes: so many may be done again after a kill, which does no harm.
  private static let step = 100
  /// So many refusals in a row are not about the addresses.
  private static let patience = 20

  private let store: Store
  private let list: SESList
  private let includesSoft: Bool
  private let now: Instant
  private var put = 0
  private var removed = 0
  private var refused = 0
  private var refusedInARow = 0

  init(_ store: Store, _ list: SESList, includesSoft: Bool, now: Instant) {
    self.store = store
    self.list = list
    self.includesSoft = includesSoft
    self.now = now
  }

  var summary: JSON {
    .object([
      .init("put", .integer(put)), .init("deleted", .integer(removed)),
      .init("refused", .integer(refused)),
    ])
  }

  mutating func perform(isDryRun: Bool, _ console: inout Console) throws {
    var sink = try ByteSink()
    var last = ""
    while true {
      let errands = try store.read {
        try SuppressionRegion(list.region, $0)
          .errands(includesSoft: includesSoft, after: last, limit: Self.step)
      }
      guard let end = errands.last else { break }
      last = end.key
      var done: [SuppressionRegion.Errand] = []
      do {
        for errand in errands where try isDryRun || run(errand, &console) { done.append(errand) }
      } catch {
        // Whatever ends the run: SES has these.
        try tell(of: done, isDryRun, &sink)
        throw error
      }
      try tell(of: done, isDryRun, &sink)
    }
    try sink.finish()
  }

  private mutating func tell(
    of errands: [SuppressionRegion.Errand], _ isDryRun: Bool, _ sink: inout ByteSink
  ) throws {
    if !isDryRun { try note(errands) }
    for errand in errands {
      if errand.reason == nil { removed += 1 } else { put += 1 }
      sink.buffer.append(errand)
    }
    try sink.flush()
  }

  private func note(_ errands: [SuppressionRegion.Errand]) throws {
    if errands.isEmpty { return }
    try store.write { view in
      let region = SuppressionRegion(list.region, view)
      for errand in errands { try region.note(errand, at: now) }
    }
  }

  /// Runs one errand; false where SES does not take the address.
  private mutating func run(_ errand: SuppressionRegion.Errand, _ console: inout Console) throws
    -> Bool
  {
    do {
      if let reason = errand.reason {
        try list.put(errand.address, reason)
      } else {
        try list.remove(errand.address)
      }
      refusedInARow = 0
      return true
    } catch let fault as AWSFault where fault.status == 400 && fault.code == "BadRequestException" {
      refused += 1
      refusedInARow += 1
      guard refusedInARow < Self.patience else { throw fault }
      console.say("\(errand.address): \(fault.description)")
      console.raise(.badData)
      return false
    }
  }
}

extension ByteBuffer {
  /// Appends what SES was told, as a record and its line end.
  fileprivate mutating func append(_ errand: SuppressionRegion.Errand) {
    append(errand.reason == nil ? #"{"action":"delete""# as StaticString : #"{"action":"put""#)
    append(member: #","address":"#, errand.address)
    append(member: #","reason":"#, errand.reason?.rawValue ?? "")
    append("}\n" as StaticString)
  }
}

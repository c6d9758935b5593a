import DueAWS
import DueAWSOptions
import DueModel
import DueStore
import DueSystem

/// What a list of SES is to be told.
struct SESPush: PushedList {
  let step = 100
  let store: Store
  let list: SESList
  let includesSoft: Bool
  let now: Instant

  func errands(after place: String, limit: Int) throws -> [SuppressionRegion.Errand] {
    try store.read {
      try SuppressionRegion(list.region, $0)
        .errands(includesSoft: includesSoft, after: place, limit: limit)
    }
  }

  func run(_ errand: SuppressionRegion.Errand) throws {
    if let reason = errand.reason {
      try list.put(errand.address, reason)
    } else {
      try list.remove(errand.address)
    }
  }

  func isOfTheAddress(_ fault: AWSFault) -> Bool {
    fault.status == 400 && fault.code == "BadRequestException"
  }

  func note(_ errands: [SuppressionRegion.Errand]) throws {
    try store.write { view in
      let region = SuppressionRegion(list.region, view)
      for errand in errands { try region.note(errand, at: now) }
    }
  }
}

extension SuppressionRegion.Errand: PushErrand {
  package var isRemoval: Bool { reason == nil }
  package var place: String { key }
  package var reasonText: String { reason?.rawValue ?? "" }
}

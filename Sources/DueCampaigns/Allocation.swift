import DueModel
import DueSystem

/// Which endpoints are held out, and which treatment the others get.
///
/// By cohort and campaign alone, so that every run and every look back gives the same answer:
/// slot = (cohort + the first four bytes of SHA-256 of the campaign's id, modulo 100) modulo 100.
/// Slots below the holdout's percent get nothing, then each additional treatment has its percent
/// of them in order, and the default treatment has the rest.
package struct Allocation: Sendable {
  package enum Place: Sendable, Equatable {
    case holdout
    /// Index into the campaign's treatments.
    case treatment(Int)
  }

  private let places: [Place]
  private let shift: Int

  package init(_ campaign: Campaign) {
    let digest = SHA256(campaign.id).bytes
    shift = digest[..<4].reduce(0) { ($0 * 256 + Int($1)) % 100 }
    var places = [Place](repeating: .holdout, count: campaign.holdout)
    for (i, treatment) in campaign.treatments.enumerated() {
      places += [Place](repeating: .treatment(i), count: treatment.percent)
    }
    places += [Place](repeating: .treatment(0), count: max(0, 100 - places.count))
    self.places = places
  }

  package func place(cohort: Int) -> Place { places[(cohort + shift) % 100] }
}

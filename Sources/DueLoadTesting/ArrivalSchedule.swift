import DueSystem
import Glibc

/// When each message of a load test is to be sent, whatever becomes of those before it: a peer that
/// is slow is not spared.
package struct ArrivalSchedule: Sendable {
  /// How messages are spread over a phase.
  package enum Spread: String, Sendable, CaseIterable {
    /// Evenly.
    case constant
    /// As people's doings are: by chance, each without regard to the others.
    case poisson
  }

  package struct Arrival: Sendable, Equatable {
    /// Its place in the scenario; the first is 1.
    package let number: Int
    package let phase: Int
    /// Milliseconds after the beginning of the test.
    package let offset: Int64
  }

  private let phases: [LoadPhase]
  private let spread: Spread
  private let seed: UInt64
  private var number = 0
  private var phase = 0
  /// Messages that were to come in the phases before.
  private var before = 0.0
  /// Milliseconds of the phases before.
  private var begin: Int64 = 0
  /// Where the next message stands on the line of all messages that are to come.
  private var place: Double

  /// The least part of a message that counts as a whole one: rounding of sums, no more.
  private static let tolerance = 1e-6

  package init(_ phases: [LoadPhase], _ spread: Spread, seed: UInt64) {
    self.phases = phases
    self.spread = spread
    self.seed = seed
    place = 0
    if spread == .poisson { place = gap() }
  }

  /// The next message; nil after the last.
  package mutating func next() -> Arrival? {
    while phase < phases.count {
      let current = phases[phase]
      // A message at the very end is the first of what follows.
      guard place < before + current.count - Self.tolerance else {
        before += current.count
        begin += current.milliseconds
        phase += 1
        continue
      }
      let seconds = current.time(of: max(0, place - before))
      number += 1
      place = spread == .constant ? Double(number) : place + gap()
      return Arrival(number: number, phase: phase, offset: begin + Int64(seconds * 1000))
    }
    return nil
  }

  /// How many messages there are.
  package var count: Int {
    var rest = self
    var count = 0
    while rest.next() != nil { count += 1 }
    return count
  }

  /// What lies between two messages, of which one is to come on average: exponentially distributed,
  /// so that the whole is a Poisson process in which the rate may change.
  private func gap() -> Double { -log(1 - chance("\(number)", seed ^ 0x6172_7269_7661_6c73)) }
}

import DueSystem
import Glibc

/// The time the engine lives in: the machine's, or one that only waiting moves.
///
/// With the second, a run that would take hours ends at once and gives the same bytes each time.
package final class DeliveryClock {
  private let reading: (() -> Instant)?
  private var still: Instant

  /// A clock that is read, and waits as long as it takes.
  package init(reading: @escaping () -> Instant) {
    self.reading = reading
    still = Instant(milliseconds: 0)
  }

  /// A clock that stands at `instant` until somebody waits.
  package init(fixed instant: Instant) {
    reading = nil
    still = instant
  }

  package var now: Instant { reading?() ?? still }

  /// Waits until `instant`, or less where a signal comes.
  package func sleep(until instant: Instant) {
    guard let reading else {
      still = max(still, instant)
      return
    }
    let left = max(0, instant - reading())
    var time = timespec(tv_sec: Int(left / 1000), tv_nsec: Int(left % 1000) * 1_000_000)
    nanosleep(&time, nil)
  }
}

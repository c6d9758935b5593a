import CDueSystem
import Glibc

/// Signals as something to read and to poll(2) for, instead of something that interrupts.
///
/// They stay blocked when the queue goes: who waits for signals does so until the end. Programs
/// started with `ChildProcess` have none blocked.
package struct SignalQueue: ~Copyable {
  private let descriptor: Descriptor

  package init(_ signals: [Int32]) throws {
    let number = due_signal_descriptor(signals, Int32(signals.count))
    guard number >= 0 else { throw systemFault("signals", errno, .inputOutput) }
    descriptor = Descriptor(owning: number)
  }

  /// Readable when a signal has arrived.
  package var number: Int32 { descriptor.number }

  /// A signal that has arrived, or nil. Several of one kind may arrive as one.
  package borrowing func next() -> Int32? {
    let signal = due_next_signal(descriptor.number)
    return signal == 0 ? nil : signal
  }
}

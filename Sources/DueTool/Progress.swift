import DueSystem
import Glibc

/// One line on a terminal that tells how far a run is, its rate and the time left.
///
/// Nothing is written where standard error is no terminal. The line is drawn at most five times
/// a second and is gone when the run ends.
package struct Progress {
  private let isShown: Bool
  private let unit: String
  private let started = steadyMilliseconds()
  private var drawn: Int64 = 0

  /// - Parameter unit: what is counted, such as `rows`.
  package init(_ unit: String, _ console: Console) {
    self.unit = unit
    isShown = console.isInteractive
  }

  /// Tells that `count` records are done, and `offset` of `size` bytes where the size is known.
  package mutating func update(_ count: Int, offset: Int64 = 0, size: Int64? = nil) {
    guard isShown else { return }
    let time = steadyMilliseconds()
    guard time - drawn >= 200 else { return }
    drawn = time
    let seconds = Double(time - started) / 1000
    let rate = seconds > 0 ? Int(Double(count) / seconds) : 0
    var line = "\(Self.grouped(count)) \(unit), \(Self.grouped(rate))/s"
    if let size, size > 0, offset > 0, seconds > 0 {
      let share = min(1, Double(offset) / Double(size))
      line = "\(Self.padded(Int(share * 100), 3))%  \(line), "
      line += Self.duration(Int(seconds / share - seconds)) + " left"
    }
    write("\r\u{1B}[K" + line)
  }

  /// Draws a line of the caller's own, if it is time.
  package mutating func show(_ line: () -> String) {
    guard isShown else { return }
    let time = steadyMilliseconds()
    guard time - drawn >= 200 else { return }
    drawn = time
    write("\r\u{1B}[K" + line())
  }

  /// Takes the line away.
  package func finish() { if isShown, drawn > 0 { write("\r\u{1B}[K") } }

  private func write(_ text: String) {
    // A terminal that cannot be written to has nobody before it.
    try? Descriptor(owning: STDERR_FILENO, closes: false).write(text, name: "standard error")
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  /// `1,234,567`.
  package static func grouped(_ value: Int) -> String {
    var out: [UInt8] = []
    for (i, digit) in String(value).utf8.reversed().enumerated() {
      if i > 0, i % 3 == 0, digit != UInt8(ascii: "-") { out.append(UInt8(ascii: ",")) }
      out.append(digit)
    }
    return String(decoding: out.reversed(), as: UTF8.self)
  }

  /// `42 s`, `3 min 20 s`, `2 h 5 min`.
  package static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(max(0, seconds)) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
  }
}

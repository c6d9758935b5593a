import DueSystem

/// Numbers as people read them: commas between thousands, one decimal for percentages.
package enum DisplayNumber {
  package static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// `0.1234` as `12.3%`; parts below a thousandth get a second decimal, so that 0.04% is not 0.
  package static func percent(_ value: Double) -> String {
    let places = value != 0 && abs(value) < 0.001 ? 2 : 1
    return fixed(value * 100, places) + "%"
  }

  package static func money(_ value: Double) -> String { "$" + fixed(value, value < 1 ? 4 : 2) }

  /// With `places` decimals, rounded half away from zero.
  package static func fixed(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let whole = Int(scaled) / Int(scale)
    let rest = String(Int(scaled) % Int(scale))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if places == 0 { return sign + count(whole) }
    return sign + count(whole) + "." + String(repeating: "0", count: places - rest.count) + rest
  }
}

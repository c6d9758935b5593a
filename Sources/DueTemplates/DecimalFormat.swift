import Glibc

/// A way to write numbers, as Java's `DecimalFormat` patterns say it: `#,##0.00`.
struct DecimalFormat {
  var prefix = ""
  var suffix = ""
  var minimumWhole = 1
  var minimumFraction = 0
  var maximumFraction = 3
  var isGrouped = true
  /// 100 for percent.
  var factor = 1.0

  init(minimumFraction: Int, maximumFraction: Int) {
    self.minimumFraction = minimumFraction
    self.maximumFraction = maximumFraction
  }

  /// `integer`, `percent`, `currency`, a pattern, or empty for the default: at most three digits
  /// after the point.
  init(named name: String) {
    switch name.lowercased() {
    case "", "default": break
    case "integer": maximumFraction = 0
    case "percent":
      maximumFraction = 0
      factor = 100
      suffix = "%"
    case "currency":
      minimumFraction = 2
      maximumFraction = 2
      prefix = "$"
    default: read(name)
    }
  }

  private mutating func read(_ pattern: String) {
    let digits: Set<Character> = ["#", "0", ",", "."]
    let pattern = pattern.split(separator: ";").first.map(String.init) ?? pattern
    prefix = String(pattern.prefix { !digits.contains($0) }).filter { $0 != "'" }
    let body = pattern.dropFirst(pattern.prefix { !digits.contains($0) }.count)
      .prefix { digits.contains($0) }
    suffix = String(pattern.reversed().prefix { !digits.contains($0) }.reversed())
      .filter { $0 != "'" }
    if body.isEmpty { suffix = "" }
    if suffix.contains("%") { factor = 100 }
    let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    isGrouped = parts[0].contains(",")
    minimumWhole = parts[0].count { $0 == "0" }
    let fraction = parts.count > 1 ? parts[1] : ""
    minimumFraction = fraction.count { $0 == "0" }
    maximumFraction = fraction.count
  }

  /// `number` in this format, rounded half to even on its binary value.
  func text(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-∞" : "∞" }
    let places = min(max(maximumFraction, 0), 20)
    let digits = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      _ = withVaList([Int32(places), abs(number * factor)]) {
        vsnprintf(buffer.baseAddress, 400, "%.*f", $0)
      }
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    let parts = digits.split(separator: ".")
    var whole = String(parts[0])
    if whole == "0", minimumWhole == 0 { whole = "" }
    whole = String(repeating: "0", count: max(0, minimumWhole - whole.count)) + whole
    var fraction = parts.count > 1 ? String(parts[1]) : ""
    while fraction.count > minimumFraction, fraction.last == "0" { fraction.removeLast() }
    if isGrouped {
      var grouped = ""
      for (i, digit) in whole.enumerated() {
        if i > 0, (whole.count - i) % 3 == 0 { grouped.append(",") }
        grouped.append(digit)
      }
      whole = grouped
    }
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return (number < 0 && !isZero ? "-" : "") + prefix + whole
      + (fraction.isEmpty ? "" : "." + fraction) + suffix
  }
}

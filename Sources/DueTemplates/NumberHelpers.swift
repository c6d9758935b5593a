import DueFormats
import DueSystem
import Glibc

/// The helpers that count.
extension TemplateRenderer {
  mutating func arithmetic(_ frame: CallFrame) throws(TemplateFault) -> Value {
    let helper = frame.call.helper
    let a = try number(0, frame)
    switch helper {
    case .round: return .number((a + 0.5).rounded(.down))
    case .ceiling: return .number(a.rounded(.up))
    case .floor: return .number(a.rounded(.down))
    default: break
    }
    let b = try number(1, frame)
    switch helper {
    case .add: return .number(Self.decimal(a + b))
    case .subtract: return .number(Self.decimal(a - b))
    case .multiply: return .number(Self.decimal(a * b))
    default:
      guard b != 0 else {
        if options.isStrict { throw fault(frame.index, "'\(helper)' by zero") }
        return .undefined
      }
      let result = helper == .divide ? a / b : a.truncatingRemainder(dividingBy: b)
      return .number(Self.decimal(result))
    }
  }

  /// The number at `i`; 0 when there is none.
  private mutating func number(_ i: Int, _ frame: CallFrame) throws(TemplateFault) -> Double {
    let value = argument(i, frame)
    if let number = plainNumber(of: value) { return number }
    if options.isStrict {
      let found = String(decoding: bytes(text(of: value)), as: UTF8.self)
      throw fault(frame.index, "'\(frame.call.helper)' expected a number, found '\(found)'")
    }
    return 0
  }

  /// `value` to 15 digits, all that decimal numbers keep in binary: 0.1 + 0.2 is 0.3.
  private static func decimal(_ value: Double) -> Double {
    guard value.isFinite, value != value.rounded() else { return value }
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
      _ = withVaList([value]) { vsnprintf(buffer.baseAddress, 40, "%.15g", $0) }
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    return Double(text) ?? value
  }

  mutating func numberText(_ frame: CallFrame) -> Value {
    work.removeAll()
    switch frame.call.helper {
    case .inflect: return inflect(frame)
    case .ordinalize: ordinalize(plainNumber(of: argument(0, frame)) ?? 0)
    case .numberFormat: return numberFormat(frame)
    default: return stringFormat(frame)
    }
    return takeWork()
  }

  /// `inflect count singular plural`: the singular for exactly 1.
  private mutating func inflect(_ frame: CallFrame) -> Value {
    let count = plainNumber(of: argument(0, frame)) ?? 0
    let word = text(of: argument(count == 1 ? 1 : 2, frame))
    if let includes = pair("includeCount", frame), !isFalsy(includes),
      !areEqual(includes, .literal(Bytes("false")))
    {
      work.append(script: count)
      work.append(UInt8(ascii: " "))
    }
    work.append(bytes(word))
    return takeWork()
  }

  /// 1st, 2nd, 3rd, 4th … 11th, 12th, 13th … 21st.
  private mutating func ordinalize(_ number: Double) {
    work.append(script: number)
    let last = abs(number).truncatingRemainder(dividingBy: 100)
    switch last {
    case 11, 12, 13: work.append("th" as StaticString)
    default:
      switch last.truncatingRemainder(dividingBy: 10) {
      case 1: work.append("st" as StaticString)
      case 2: work.append("nd" as StaticString)
      case 3: work.append("rd" as StaticString)
      default: work.append("th" as StaticString)
      }
    }
  }

  // MARK: Formats

  /// `stringFormat format value …`: `%s`, `%d`, `%f` with width and precision, `%%` and `%n`.
  private mutating func stringFormat(_ frame: CallFrame) -> Value {
    let format = Array(bytes(text(of: argument(0, frame))))
    var next = 1
    var p = 0
    while p < format.count {
      guard format[p] == UInt8(ascii: "%"), p + 1 < format.count else {
        work.append(format[p])
        p += 1
        continue
      }
      p += 1
      let first = p
      while p < format.count, "-+0, .123456789".utf8.contains(format[p]) { p += 1 }
      guard p < format.count else { break }
      let flags = String(decoding: format[first..<p], as: UTF8.self)
      let kind = format[p]
      p += 1
      switch kind {
      case UInt8(ascii: "%"): work.append(UInt8(ascii: "%"))
      case UInt8(ascii: "n"): work.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "d"), UInt8(ascii: "f"):
        let number = plainNumber(of: argument(next, frame)) ?? 0
        write(number, flags, isWhole: kind == UInt8(ascii: "d"))
        next += 1
      default:
        work.append(bytes(text(of: argument(next, frame))))
        next += 1
      }
    }
    return takeWork()
  }

  private mutating func write(_ number: Double, _ flags: String, isWhole: Bool) {
    let pieces = flags.filter { $0 != "," }.split(separator: ".", omittingEmptySubsequences: false)
    let digits = isWhole ? 0 : pieces.count > 1 ? Int(pieces[1]) ?? 6 : 6
    var format = DecimalFormat(minimumFraction: digits, maximumFraction: digits)
    format.isGrouped = flags.contains(",")
    let text = format.text(isWhole ? number.rounded(.towardZero) : number)
    let width = pieces.first.flatMap { Int($0.drop { "-+ 0".contains($0) }) } ?? 0
    let padding = String(
      repeating: flags.hasPrefix("0") ? "0" : " ", count: max(0, min(width, 1000) - text.utf8.count)
    )
    work.append(flags.hasPrefix("-") ? text + padding : padding + text)
  }

  /// `numberFormat number [format]`: `integer`, `percent`, `currency` (US dollars) or a pattern
  /// such as `#,##0.00`.
  private mutating func numberFormat(_ frame: CallFrame) -> Value {
    guard let number = plainNumber(of: argument(0, frame)) else {
      return frame.count > 1 ? text(of: argument(1, frame)) : .undefined
    }
    let name = String(decoding: bytes(text(of: argument(1, frame))), as: UTF8.self)
    var format = DecimalFormat(named: name)
    if let value = pair("groupingUsed", frame) { format.isGrouped = !isFalsy(value) }
    if pair("maximumFractionDigits", frame) != nil {
      format.maximumFraction = whole(.max, "maximumFractionDigits", frame)
      format.minimumFraction = min(format.minimumFraction, format.maximumFraction)
    }
    if pair("minimumFractionDigits", frame) != nil {
      format.minimumFraction = whole(.max, "minimumFractionDigits", frame)
      format.maximumFraction = max(format.minimumFraction, format.maximumFraction)
    }
    work.append(format.text(number))
    return takeWork()
  }
}

import DueSystem

/// Writing numbers: as machines dial them, and as people at home and abroad do.
extension PhoneBook {
  /// Appends `number` as E.164 writes it: `+442079460018`.
  package func appendE164(_ number: PhoneNumber, to output: inout ByteBuffer) {
    output.append(UInt8(ascii: "+"))
    output.append(decimal: Int64(number.countryCode))
    number.withDigits { append($0, 0..<$0.count, &output) }
  }

  /// Appends `number` as its country writes it, with its extension: `020 7946 0018`.
  package func appendNational(_ number: PhoneNumber, to output: inout ByteBuffer) {
    guard let code = tables.callingCode(number.countryCode) else { return }
    let region = tables.region(code.first)
    append(number, region, region.national, &output)
  }

  /// Appends `number` as other countries write it: `+44 20 7946 0018`.
  package func appendInternational(_ number: PhoneNumber, to output: inout ByteBuffer) {
    guard let code = tables.callingCode(number.countryCode) else { return }
    let region = tables.region(code.first)
    output.append(UInt8(ascii: "+"))
    output.append(decimal: Int64(number.countryCode))
    output.append(UInt8(ascii: " "))
    append(number, region, region.international, &output)
  }

  private func append(_ digits: Digits, _ range: Range<Int>, _ output: inout ByteBuffer) {
    for index in range { output.append(digits[index] + 48) }
  }

  private func append(
    _ number: PhoneNumber, _ region: PhoneRegion, _ formats: NumberFormats,
    _ output: inout ByteBuffer
  ) {
    number.withDigits { digits in
      if let format = format(digits, formats) {
        append(digits, format, &output)
      } else {
        append(digits, 0..<digits.count, &output)
      }
    }
    guard number.extensionCount > 0 else { return }
    output.append(tables.bytes(region.extensionPrefix))
    for index in 0..<number.extensionCount { output.append(number.extensionDigits[index] + 48) }
  }

  /// The first format that has the number's leading digits and its length.
  private func format(_ digits: Digits, _ formats: NumberFormats) -> NumberFormat? {
    guard formats.count > 0 else { return nil }
    var mask = tables.accepted(formats.automaton, digits)
    while mask != 0 {
      let index = mask.trailingZeroBitCount
      let format = tables.format(formats.first + index)
      if format.lengths >> UInt32(digits.count) & 1 != 0 { return format }
      mask &= mask - 1
    }
    return nil
  }

  /// Groups take as many digits as they may, the first before the last.
  private func append(_ digits: Digits, _ format: NumberFormat, _ output: inout ByteBuffer) {
    var bounds = InlineArray<8, Int>(repeating: 0)
    var needed = 0
    for index in 0..<format.groupCount { needed += format.group(index).least }
    var at = 0
    for index in 0..<format.groupCount {
      let (least, most) = format.group(index)
      needed -= least
      at += min(most, digits.count - at - needed)
      bounds[index + 1] = at
    }
    for byte in tables.bytes(format.template) {
      if byte < 10 {
        append(digits, bounds[Int(byte) - 1]..<bounds[Int(byte)], &output)
      } else {
        output.append(byte)
      }
    }
  }
}

/// The numbering plan of one region, as it lies in the tables.
struct PhoneRegion: Equatable {
  static let size = 96

  let base: UnsafeRawPointer

  @inline(__always)
  private func word(_ offset: Int) -> UInt32 { base.load(fromByteOffset: offset, as: UInt32.self) }

  @inline(__always)
  private func half(_ offset: Int) -> Int {
    Int(base.load(fromByteOffset: offset, as: UInt16.self))
  }

  /// ISO 3166-1 alpha-2, or `001` for codes that no country has.
  var id: RegionCode { RegionCode(packed: word(0)) }
  var idBytes: UnsafeRawBufferPointer { .init(start: base, count: id == .world ? 3 : 2) }
  var countryCode: Int { half(4) }
  /// Whether fixed lines and mobile phones share their numbers here.
  var sharesFixedAndMobile: Bool { base.load(fromByteOffset: 6, as: UInt8.self) & 1 != 0 }
  /// Which bit of the calling code's automaton stands for this region; nil when it has none.
  var leadingBit: UInt32? {
    let bit = base.load(fromByteOffset: 7, as: UInt8.self)
    return bit == 0xff ? nil : UInt32(bit)
  }
  var kinds: Int { Int(word(8)) }
  /// Bits of the lengths that numbers have, and of those that only local numbers have.
  var lengths: UInt32 { word(12) }
  var localLengths: UInt32 { word(16) }
  var nationalPrefix: PhoneProgram { PhoneProgram(packed: word(20)) }
  /// What replaces a national prefix with groups; bytes 1 to 9 are groups.
  var nationalPrefixRule: PhoneText { PhoneText(offset: word(24)) }
  var internationalPrefix: PhoneProgram { PhoneProgram(packed: word(28)) }
  var extensionPrefix: PhoneText { PhoneText(offset: word(32)) }
  /// The English name.
  var name: PhoneText { PhoneText(offset: word(36)) }
  var national: NumberFormats {
    NumberFormats(automaton: Int(word(40)), first: half(52), count: half(54))
  }
  var international: NumberFormats {
    NumberFormats(automaton: Int(word(44)), first: half(56), count: half(58))
  }
  /// Bits of the kinds that have numbers of `length` digits; at most 17.
  @inline(__always)
  func kinds(ofLength length: Int) -> UInt32 { UInt32(half(60 + 2 * length)) }
}

/// The formats of a region, in the order they are tried.
struct NumberFormats {
  /// Says which formats' leading digits a number has; a bit each.
  let automaton: Int
  let first: Int
  let count: Int
}

/// How numbers of some lengths are written: groups of digits in a template.
struct NumberFormat {
  let base: UnsafeRawPointer

  var lengths: UInt32 { base.load(as: UInt32.self) }
  /// The text; bytes 1 to 9 are groups.
  var template: PhoneText { PhoneText(offset: base.load(fromByteOffset: 4, as: UInt32.self)) }
  var groupCount: Int { Int(base.load(fromByteOffset: 8, as: UInt8.self)) }

  /// The fewest and the most digits that group `index` takes.
  func group(_ index: Int) -> (least: Int, most: Int) {
    (
      Int(base.load(fromByteOffset: 9 + 2 * index, as: UInt8.self)),
      Int(base.load(fromByteOffset: 10 + 2 * index, as: UInt8.self))
    )
  }
}

/// A country calling code and the regions that share it; the main one comes first.
struct CallingCode {
  let base: UnsafeRawPointer

  var code: Int { Int(base.load(as: UInt16.self)) }
  var first: Int { Int(base.load(fromByteOffset: 2, as: UInt16.self)) }
  var count: Int { Int(base.load(fromByteOffset: 4, as: UInt16.self)) }
  /// Says which regions' leading digits a number has; a bit for each region that has any.
  var leading: Int { Int(base.load(fromByteOffset: 8, as: UInt32.self)) }
}

/// The code of a region: two letters of ISO 3166-1, or `001` for numbers of no country.
package struct RegionCode: Sendable, Hashable, CustomStringConvertible {
  /// Up to three ASCII characters, the first in the lowest byte.
  let packed: UInt32

  init(packed: UInt32) { self.packed = packed }

  /// The code that `bytes` write, in either case; nil unless they are two letters or `001`.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    if bytes.elementsEqual("001".utf8) {
      self = .world
      return
    }
    guard bytes.count == 2 else { return nil }
    let letters = (bytes[0] & 0xdf, bytes[1] & 0xdf)
    guard 65...90 ~= letters.0, 65...90 ~= letters.1 else { return nil }
    packed = UInt32(letters.0) | UInt32(letters.1) << 8
  }

  package init?(_ text: String) {
    var text = text
    guard let code = text.withUTF8({ RegionCode(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = code
  }

  /// The place of the two letters among all pairs of letters; nil for `world`.
  var letters: Int? {
    let (first, second) = (Int(packed & 0xff) - 65, Int(packed >> 8 & 0xff) - 65)
    return first >= 0 && second >= 0 ? first * 26 + second : nil
  }

  /// Numbers that belong to no country, such as +800.
  package static let world = RegionCode(packed: 0x31_3030)

  package var description: String {
    let bytes = (0..<3).map { UInt8(truncatingIfNeeded: packed >> (8 * $0)) }.filter { $0 != 0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

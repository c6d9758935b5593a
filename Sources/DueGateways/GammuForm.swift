import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// Writes messages as gammu-smsd takes them: the text in a file, all else in its name.
///
///     OUTE20261123_150000_0007_+12025550101_KEY.txtd
///
/// After `OUT` is the priority; files are sent in the order of their names. `d` asks for a report,
/// `f` is for a text that phones show at once. A text is in UTF-16 with its mark, which needs no
/// guess at the alphabet: the daemon's locale decides over all others.
///
/// Source: the gammu-smsd manual 1.42, "Files backend: Transmitting of messages".
package struct GammuForm: SpoolForm {
  /// What the URI asks for, of all messages.
  package struct Options: Sendable, Equatable {
    package var report = true
    package var flash = false

    package init() {}
  }

  /// gammu-smsd keeps a name in 100 bytes with a NUL, and does not look whether it fits.
  private static let longest = 99

  private let options: Options

  package init(_ options: Options) { self.options = options }

  package func fileName(of outgoing: Outgoing) -> String { "\(outgoing.attemptName).txt" }
  package func providerID(of outgoing: Outgoing) -> String { outgoing.attemptName }

  package func publicName(of outgoing: Outgoing, place: Int, at now: Instant) -> String {
    let message = outgoing.message
    let letter = Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(9 - min(message.priority, 9))))
    let suffix = ".txt" + (options.report ? "d" : "") + (options.flash ? "f" : "")
    let end = "_\(message.to)_\(outgoing.attemptName)\(suffix)"
    let place = "\(place)"
    let order =
      Self.stamp(now) + String(repeating: "0", count: max(0, 4 - place.utf8.count)) + place
    // With a long key there is no room for the order: such files go last.
    let name = "OUT\(letter)\(order)\(end)"
    return name.utf8.count <= Self.longest ? name : "OUT\(letter)__\(end)"
  }

  /// The attempt in the name of a file, whatever else is in it; nil where there is none.
  static func attempt(_ name: String) -> String? {
    let fields = name.split(separator: "_", maxSplits: 4, omittingEmptySubsequences: false)
    guard name.hasPrefix("OUT"), fields.count == 5, let dot = fields[4].lastIndex(of: ".")
    else { return nil }
    return String(fields[4][..<dot])
  }

  /// `20261123_150000_`, in UTC.
  private static func stamp(_ now: Instant) -> String {
    let digits = now.iso8601.unicodeScalars.filter { ("0"..."9").contains($0) }
    let text = String(String.UnicodeScalarView(digits))
    return "\(text.prefix(8))_\(text.dropFirst(8).prefix(6))_"
  }

  package func append(
    _ outgoing: Outgoing, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    _ = try GatewayText(outgoing.message)
    buffer.append(0xfe)
    buffer.append(0xff)
    buffer.append(utf16BigEndian: outgoing.message.body)
  }
}

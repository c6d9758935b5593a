import DueFormats
import DueModel
import DueSystem

/// Pinpoint's limits on endpoints: worth a note here, unless they are asked for as rules.
///
/// Source: Amazon Pinpoint Developer Guide, "Quotas", endpoint quotas.
struct PinpointLimits {
  /// Records over a limit are refused.
  var isStrict = false

  static let nameLength = 50
  static let valueLength = 100
  static let valuesPerAttribute = 50
  static let attributesPerEndpoint = 250
  static let endpointSize = 15 * 1024

  /// Checks a value that has more bytes than a limit has characters.
  func checkValue(_ value: Bytes, _ column: String, _ notes: inout RecordNotes)
    throws(RecordFault)
  {
    let characters = value.count { $0 & 0xC0 != 0x80 }
    guard characters > Self.valueLength else { return }
    try tell(
      column, "expected at most \(Self.valueLength) characters in '\(column)', found \(characters)",
      &notes)
  }

  func checkName(_ name: String, _ column: String, _ notes: inout RecordNotes) throws(RecordFault) {
    let characters = name.unicodeScalars.count
    guard characters > Self.nameLength else { return }
    try tell(
      column,
      "expected at most \(Self.nameLength) characters in the name '\(column)', found \(characters)",
      &notes)
  }

  func checkCount(_ count: Int, _ column: String, _ notes: inout RecordNotes) throws(RecordFault) {
    guard count > Self.valuesPerAttribute else { return }
    try tell(
      column, "expected at most \(Self.valuesPerAttribute) values in '\(column)', found \(count)",
      &notes)
  }

  /// Checks what counts for the endpoint as a whole.
  func check(_ patch: EndpointPatch, _ notes: inout RecordNotes) throws(RecordFault) {
    let size =
      patch.attributes.count + patch.metrics.count + patch.location.count
      + patch.demographic.count + patch.userAttributes.count + patch.address.count
    // Names are at least one byte, with quotes, a colon and a value.
    guard size > Self.attributesPerEndpoint * 6 else { return }
    if size > Self.endpointSize {
      try tell(
        "Attributes", "expected at most \(Self.endpointSize >> 10) KB in an endpoint, found more",
        &notes)
    }
    var names = 0
    var tape = JSONTape()
    for map in [patch.attributes, patch.metrics, patch.userAttributes] where !map.isEmpty {
      guard let value = try? tape.parse(map) else { continue }  // our own text
      for _ in value.members { names += 1 }
    }
    if names > Self.attributesPerEndpoint {
      try tell(
        "Attributes",
        "expected at most \(Self.attributesPerEndpoint) attributes in an endpoint, found \(names)",
        &notes)
    }
  }

  private func tell(_ column: String, _ text: String, _ notes: inout RecordNotes)
    throws(RecordFault)
  {
    if isStrict { throw RecordFault(column: column, text) }
    notes.add(.limit, column, "\(text) (a limit of Pinpoint)")
  }
}

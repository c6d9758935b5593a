import DueFormats
import DueModel
import DueSystem

/// Puts names beside the ids of events. One is used for many events; what it looked up it keeps.
package struct EventAnnotator: ~Copyable {
  private let book: NameBook
  private let hasTime: Bool
  /// Events with an id that nobody has named.
  package private(set) var unknown = 0
  /// Events that got names.
  package private(set) var annotated = 0

  private var keys = ByteKeys()
  private var arena = ByteArena()
  private var found: [Names] = []
  private var key = ByteBuffer(capacity: 256)

  /// The names of one combination of ids: a JSON string for each `NameField`, or nothing.
  private struct Names {
    var texts: [Bytes]
    var isUnknown: Bool
  }

  /// Combinations that are kept at a time.
  private static let limit = 65_536

  package init(_ book: NameBook, hasTime: Bool) {
    self.book = book
    self.hasTime = hasTime
  }

  /// Appends `event`, which lies in `source`, with its names, on one line.
  ///
  /// - Complexity: O(*n*) in the bytes of the event.
  package mutating func append(
    _ event: EventView, in source: Bytes, to buffer: inout ByteBuffer
  ) {
    guard let subject = EventSubject(event), subject.hasIDs else {
      return buffer.append(onOneLine: source)
    }
    let index = number(of: subject, at: hasTime ? event.time : nil)
    if found[index].isUnknown { unknown += 1 }
    annotated += 1
    var place = fillEmpty(subject, index, in: source, &buffer)
    place = appendMissing(subject, index, in: source, from: place, &buffer)
    buffer.append(onOneLine: Bytes(rebasing: source[place...]))
  }

  // MARK: Writing

  /// Puts names where empty ones are; returns the place in `source` up to which it is written.
  private func fillEmpty(
    _ subject: EventSubject, _ index: Int, in source: Bytes, _ buffer: inout ByteBuffer
  ) -> Int {
    var edits: [(place: Int, text: Bytes)] = []
    for field in NameField.allCases {
      guard let old = subject.names[field], old.isString, old.rawString.isEmpty else { continue }
      let text = found[index].texts[field.rawValue]
      if text.count > 2 { edits.append((offset(of: old.source, in: source), text)) }
    }
    guard !edits.isEmpty else { return 0 }
    edits.sort { $0.place < $1.place }
    var place = 0
    for edit in edits {
      buffer.append(onOneLine: Bytes(rebasing: source[place..<edit.place]))
      buffer.append(edit.text)
      place = edit.place + 2
    }
    return place
  }

  /// Puts names that are not there behind the last member.
  private func appendMissing(
    _ subject: EventSubject, _ index: Int, in source: Bytes, from place: Int,
    _ buffer: inout ByteBuffer
  ) -> Int {
    let object = subject.carrier.source
    let end = offset(of: object, in: source) + object.count - 1
    buffer.append(onOneLine: Bytes(rebasing: source[place..<end]))
    var isFirst = subject.isEmpty
    for field in NameField.allCases {
      let text = found[index].texts[field.rawValue]
      guard text.count > 0, subject.names[field] == nil else { continue }
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      buffer.append(UInt8(ascii: "\""))
      buffer.append(field.member)
      buffer.append(subject.hasLists ? "\":[" as StaticString : "\":")
      buffer.append(text)
      if subject.hasLists { buffer.append(UInt8(ascii: "]")) }
    }
    return end
  }

  private func offset(of part: Bytes, in whole: Bytes) -> Int {
    guard let a = whole.baseAddress, let b = part.baseAddress else { return 0 }
    return a.distance(to: b)
  }

  // MARK: Looking up

  /// The place in `found` of the names of these ids.
  private mutating func number(of subject: EventSubject, at instant: Instant?) -> Int {
    let type = subject.templateType
    key.removeAll()
    append(subject.campaign)
    append(subject.treatment)
    append(subject.journey)
    append(subject.activity)
    append(subject.segment)
    if let type { key.append(type) }
    if hasTime { key.append(bigEndian: Int64(book.epoch(of: instant)), bytes: 8) }
    if let index = keys.find(key.bytes) { return index }
    if found.count == Self.limit {
      keys.removeAll()
      arena.removeAll()
      found.removeAll(keepingCapacity: true)
    }
    let index = keys.number(of: arena.copy(key.bytes)).index
    found.append(names(of: subject, type: type, at: instant))
    return index
  }

  /// Appends one part of a key; no id has a NUL.
  private mutating func append(_ id: JSONValue?) {
    if let id { key.append(decoded: id) }
    key.append(0)
  }

  private mutating func names(
    of subject: EventSubject, type: StaticString?, at instant: Instant?
  ) -> Names {
    var names = [String?](repeating: nil, count: NameField.allCases.count)
    var isUnknown = false
    func set(_ field: NameField, _ name: String?) { names[field.rawValue] = name }
    func entry(_ kind: ResourceKind, _ id: JSONValue) -> NameBook.Entry? {
      let entry = book.entry(kind, id.string ?? "", at: instant)
      if entry == nil { isUnknown = true }
      return entry
    }
    var segment = subject.segment?.string
    if let id = subject.campaign {
      let campaign = entry(.campaign, id)
      let part = campaign?.parts[subject.treatment?.string ?? "0"]
      set(.campaignName, campaign?.name ?? "")
      if subject.treatment != nil { set(.treatmentName, part?.name ?? "") }
      set(.templateName, part?.template(type))
      segment = segment ?? campaign?.segmentID
    }
    if let id = subject.journey {
      let journey = entry(.journey, id)
      let part = subject.activity.flatMap { journey?.parts[$0.string ?? ""] }
      set(.journeyName, journey?.name ?? "")
      if subject.activity != nil { set(.journeyActivityName, part?.name ?? "") }
      if let template = part?.template(nil) { set(.templateName, template) }
      segment = segment ?? journey?.segmentID
    }
    if let segment {
      set(.segmentID, segment)
      let name = book.entry(.segment, segment, at: instant)?.name
      if name == nil { isUnknown = true }
      set(.segmentName, name ?? "")
    }
    let texts = names.map { name -> Bytes in
      guard let name else { return Bytes(start: nil, count: 0) }
      var text = ByteBuffer(capacity: name.utf8.count + 2)
      text.append(jsonString: name)
      return arena.copy(text.bytes)
    }
    return Names(texts: texts, isUnknown: isUnknown)
  }
}

extension NameBook.Part {
  /// The template for a type of message; without a type, the only one.
  fileprivate func template(_ type: StaticString?) -> String? {
    if let type {
      let name = type.description
      return templates.first { $0.name == name }?.value.string
    }
    return templates.count == 1 ? templates[0].value.string : nil
  }
}

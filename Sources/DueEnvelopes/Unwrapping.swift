import DueFormats
import DueModel
import DueSystem

// MARK: What carriers hold

extension Unwrapper {
  /// A text that holds JSON: one value, or several one after another.
  mutating func openText(_ text: JSONValue) throws {
    let level = try level()
    level.text.removeAll()
    level.text.append(decoded: text)
    try open(level.text.bytes, level)
  }

  mutating func openBase64(_ text: JSONValue) throws {
    let level = try level()
    level.text.removeAll()
    let isGood: Bool
    if text.hasEscapes {  // "\/" is a digit of base64, escaped for nothing
      var plain = ByteBuffer(capacity: text.rawString.count)
      plain.append(decoded: text)
      isGood = level.text.append(decodedBase64: plain.bytes, .strict)
    } else {
      isGood = level.text.append(decodedBase64: text.rawString, .strict)
    }
    guard isGood else { throw RecordFault(column: column, "expected base64 in '\(column)'") }
    let data = level.text.bytes
    if data.count > 2, data[0] == 0x1f, data[1] == 0x8b {
      return try openStream(inflating: data)
    }
    if data.count > 4, data.starts(with: [0xF3, 0x89, 0x9A, 0xC2]) {
      throw RecordFault(
        column: column, "expected JSON in '\(column)', found records that the KPL aggregated")
    }
    try open(data, level)
  }

  /// The values of `text`, which lies in `level`.
  private mutating func open(_ text: Bytes, _ level: Level) throws {
    var rest = text.trimmed
    if EnvelopeKind.isHousekeeping(text: rest) {
      counts.housekeeping += 1
      return
    }
    var isFirst = true
    while !rest.isEmpty {
      let value: JSONValue
      let count: Int
      do throws(JSONFault) {
        (value, count) = try level.tape.parse(prefixOf: rest)
      } catch {
        let reason =
          "expected JSON in '\(column)', found an error at its column "
          + "\(error.offset + 1 + (text.count - rest.count)): \(error.problem.rawValue)"
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
        // Where there is nothing else in the carrier, it is kept whole.
        if isFirst, end == rest.count { throw RecordFault(column: column, reason) }
        try reject(Bytes(rebasing: rest[..<end]), reason, column: column)
        isFirst = false
        rest = Bytes(rebasing: rest[end...]).trimmed
        continue
      }
      let after = Bytes(rebasing: rest[count...]).trimmed
      try descend { unwrapper in
        // Alone in its carrier, a bad value is the carrier's fault, and kept with it.
        if isFirst, after.isEmpty {
          try unwrapper.openInner(value)
        } else {
          try unwrapper.visit(value)
        }
      }
      isFirst = false
      rest = after
    }
  }

  /// The objects of a compressed text.
  private mutating func openStream(inflating data: Bytes) throws {
    let scratch = try ScratchFile.make()
    try scratch.write(data)
    do {
      try openStream(try scratch.reopened(as: file))
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      throw RecordFault(column: column, "\(fault)")
    }
  }

  private mutating func openStream(_ source: consuming ByteSource) throws {
    var reader = JSONStreamReader(source)
    try descend { unwrapper in
      let outside = (unwrapper.file, unwrapper.line, unwrapper.trail)
      defer { (unwrapper.file, unwrapper.line, unwrapper.trail) = outside }
      if reader.name != unwrapper.file {
        unwrapper.file = reader.name
        unwrapper.trail = []
      }
      while try reader.next() {
        if reader.name != outside.0 { unwrapper.line = reader.line }
        if let fault = reader.fault {
          try unwrapper.reject(reader.source, "\(fault)", column: nil)
        } else {
          try unwrapper.visit(reader.value)
        }
      }
    }
  }

  /// The object of a bucket that a notice tells of.
  mutating func openObject(_ notice: JSONValue) throws {
    let isCreated =
      notice["eventName"]?.string?.contains("ObjectCreated:")
      ?? notice["detail-type"]?.equals("Object Created") ?? true
    guard isCreated else {
      counts.housekeeping += 1  // what is gone has no events
      return
    }
    let record = notice["s3"] ?? notice["detail"]
    guard let name = record?["bucket"]?["name"]?.string,
      let written = record?["object"]?["key"], written.isString
    else { throw RecordFault.missing("s3.object.key", "of an S3 event") }
    var decoded = ByteBuffer()
    decoded.append(decoded: written)
    // EventBridge gives the key as it is; S3's own notices encode it.
    let isPlain = notice["s3"] == nil
    let key = isPlain ? decoded.string : BucketDirectory.key(decoding: decoded.bytes)
    guard let key, !key.isEmpty else {
      throw RecordFault.unexpected("key", decoded.string, expected: "an encoded key in UTF-8")
    }
    guard !isInObject else {
      throw RecordFault(column: nil, "expected events in an object, found the notice of another")
    }
    guard bucket != nil else {
      throw RecordFault(
        column: nil, "expected --s3-root, below which object '\(key)' of bucket '\(name)' lies")
    }
    do {
      guard let source = try bucket?.open(bucket: name, key: key) else { return }
      counts.objects += 1
      isInObject = true
      defer { isInObject = false }
      try openStream(source)
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      throw RecordFault(column: nil, "\(fault)")
    }
  }

  mutating func openSNS(_ value: JSONValue) throws {
    let message = try SNSMessage(value)
    guard options.topics.isEmpty || options.topics.contains(message.topic) else {
      throw RecordFault.unexpected("TopicArn", message.topic, expected: "a topic of --topic-arn")
    }
    try options.verifier?.verify(message)
    let outside = (isVerified, published)
    isVerified = options.verifier != nil
    published = (value["Timestamp"]?.string).flatMap { Instant($0) } ?? published
    defer { (isVerified, published) = outside }
    guard message.kind == .notification else { return try openConfirmation(message) }
    guard let text = value["Message"], text.isString else {
      throw RecordFault.missing("Message", "of an SNS message")
    }
    trail.append(.member("Message"))
    defer { trail.removeLast() }
    try openText(text)
  }

  private mutating func openConfirmation(_ message: SNSMessage) throws {
    guard let url = message.subscribeURL else {
      throw RecordFault.missing("SubscribeURL", "of a request for confirmation")
    }
    _ = try SNSHost(url, member: "SubscribeURL")
    counts.subscriptions += 1
    subscribe(Subscription(topic: message.topic, url: url))
  }

  /// The tape and buffer for what is inside of the value in hand.
  private mutating func level() throws -> Level {
    guard depth < Self.maximumDepth else {
      throw RecordFault(
        column: nil, "expected at most \(Self.maximumDepth) carriers in one another, found more")
    }
    while levels.count <= depth { levels.append(Level()) }
    return levels[depth]
  }

  /// The member that the value in hand is, for messages.
  private var column: String {
    if case .member(let name) = trail.last { name.description } else { "the text" }
  }
}

// MARK: What leaves

extension Unwrapper {
  mutating func emit(_ event: JSONValue, _ origin: EventOrigin) throws {
    guard options.verifier == nil || isVerified else {
      throw RecordFault(
        column: nil, "expected events in signed SNS messages (--verify-sns), found one in none")
    }
    guard options.receive == nil, options.origin == nil || options.origin == origin else {
      counts.others += 1
      return
    }
    counts.events[origin, default: 0] += 1
    if options.isTagged {
      try appendTagged(event, origin)
    } else {
      sink.buffer.append(onOneLine: event.source)
    }
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.recordEnded()
  }

  private mutating func appendTagged(_ event: JSONValue, _ origin: EventOrigin) throws {
    sink.buffer.append(#"{"family":""# as StaticString)
    sink.buffer.append(origin.rawValue)
    sink.buffer.append(UInt8(ascii: "\""))
    // Mail and messages that came in have no uid; nor has an event without what its type says.
    if let view = try? EventView(event) {
      sink.buffer.append(#","event_uid":""# as StaticString)
      sink.buffer.append(hex: identify(view))
      sink.buffer.append(UInt8(ascii: "\""))
    }
    sink.buffer.append(#","source":{"file":"# as StaticString)
    sink.buffer.append(jsonString: file)
    sink.buffer.append(#","line":"# as StaticString)
    sink.buffer.append(decimal: Int64(line))
    sink.buffer.append(#"},"event":"# as StaticString)
    sink.buffer.append(onOneLine: event.source)
    sink.buffer.append(UInt8(ascii: "}"))
  }

  /// Tells of what cannot be used, and keeps it.
  mutating func reject(_ source: Bytes, _ reason: String, column: String?) throws {
    var path = ""
    for step in trail {
      switch step {
      case .member(let name): path += path.isEmpty ? "\(name)" : ".\(name)"
      case .item(let i): path += "[\(i)]"
      }
    }
    let reason = path.isEmpty ? reason : "\(path): \(reason)"
    try rejects.add(
      Rejection(file: file, line: line, column: column, reason: reason), json: source)
  }
}

extension UnsafeRawBufferPointer {
  /// Without the white space at both ends.
  fileprivate var trimmed: Bytes {
    var first = 0
    var end = count
    while first < end, self[first] <= 0x20 { first += 1 }
    while end > first, self[end - 1] <= 0x20 { end -= 1 }
    return Bytes(rebasing: self[first..<end])
  }
}

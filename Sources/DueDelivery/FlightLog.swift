import DueModel
import DueSystem
import Glibc

/// How far each message of the group in hand has come: what the next process knows of them when this
/// one is killed.
///
/// A file of one slot a message: key, attempt, and a state that changes before what commits it
/// leaves, such as the last dot of a mail, and after its answer. States are written through a map of
/// memory, and never flushed: a process that dies leaves what it has written to the kernel. What a
/// kernel that dies leaves may be older than what has left; so a file of an earlier boot says
/// nothing, and what nothing says anything of is uncertain.
package final class FlightLog {
  /// What became of a message as far as the file tells.
  package enum Flight: Equatable {
    /// It never left.
    case ready
    /// It may have left.
    case leaving
    case answered(Answer)

    fileprivate var gravity: Int {
      switch self {
      case .ready: 0
      case .answered(let answer) where answer.verdict == .accepted: 3
      case .answered: 1
      case .leaving: 2
      }
    }
  }

  private static let header = 64
  private static let slot = 192
  /// Places in a slot: the key's 64 bytes are followed by these.
  private static let attemptPlace = 64
  private static let statePlace = 84
  private static let codePlace = 85
  private static let namePlace = 101

  private let path: String
  private let file: Descriptor
  /// The file in memory; what is written there is in the kernel's hands at once.
  private var map = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// How much of it the slots of the last group take.
  private var used = 0

  /// Makes the file, in the directory `flights` of a store.
  ///
  /// - Throws: status 73 or 74 where that is not possible.
  package init(store: String) throws {
    let directory = Self.directory(store)
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw systemFault(directory, errno, .cannotCreate)
    }
    // A run may speak to several servers.
    var path = "\(directory)/\(getpid())-\(steadyMilliseconds())"
    file = try Self.create(&path)
    self.path = path
    try write(Array(Self.boot.utf8), at: 0)
  }

  /// Makes a file called `path`, or that with a sign more, that is locked: held as long as we live,
  /// for others to see.
  ///
  /// Another run may see it before it is locked, and remove it as a dead process's: then one is
  /// made anew.
  private static func create(_ path: inout String) throws -> Descriptor {
    while true {
      while access(path, F_OK) == 0 { path += "+" }
      let file: Descriptor
      do {
        file = try Descriptor(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
      } catch {
        // Another run was faster.
        if access(path, F_OK) == 0 { continue }
        throw error
      }
      // Whoever looks at it, or removes it, holds it for that moment.
      while flock(file.number, LOCK_EX) != 0 {
        guard errno == EINTR else { throw systemFault(path, errno, .inputOutput) }
      }
      var status = stat()
      guard fstat(file.number, &status) == 0 else {
        throw systemFault(path, errno, .inputOutput)
      }
      if status.st_nlink > 0 { return file }
    }
  }

  deinit {
    if let start = map.baseAddress { munmap(start, map.count) }
    unlink(path)
  }

  /// Notes that nothing of `group` has left yet.
  package func begin(_ group: [Outgoing]) throws {
    var slots = [UInt8](repeating: 0, count: group.count * Self.slot)
    slots.withUnsafeMutableBytes { slots in
      for (i, outgoing) in group.enumerated() {
        let place = i * Self.slot
        Self.put(outgoing.message.key, slots, place, limit: 64)
        Self.put(String(outgoing.attempt), slots, place + Self.attemptPlace, limit: 20)
        slots[place + Self.statePlace] = UInt8(ascii: "r")
      }
    }
    // Of the group before this one nothing is left, whenever we are killed.
    guard ftruncate(file.number, off_t(Self.header)) == 0 else {
      throw systemFault(path, errno, .inputOutput)
    }
    // Written, not put there: a disk that is full says so here, and not by a signal later.
    try write(slots, at: Self.header)
    if Self.header + slots.count > map.count { try enlarge(to: Self.header + slots.count) }
    used = slots.count
  }

  /// Empties the slots: the store knows all that they told.
  func clear() {
    for i in Self.header..<(Self.header + used) { map[i] = 0 }
    used = 0
  }

  private func enlarge(to size: Int) throws {
    if let start = map.baseAddress { munmap(start, map.count) }
    map = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
      start != UnsafeMutableRawPointer(bitPattern: -1)
    else { throw systemFault(path, errno, .inputOutput) }
    map = UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  /// Notes that message `index` of the group is about to leave.
  package func leave(_ index: Int) { map[place(of: index)] = UInt8(ascii: "l") }

  private func place(of index: Int) -> Int { Self.header + index * Self.slot + Self.statePlace }

  /// Notes the answer to message `index`.
  package func note(_ answer: Answer, of index: Int) {
    let place = place(of: index)
    Self.put(answer.code, map, place - Self.statePlace + Self.codePlace, limit: 16)
    Self.put(answer.providerID, map, place - Self.statePlace + Self.namePlace, limit: 91)
    // Last: who finds the answer finds what belongs to it.
    map[place] = answer.verdict.letter
  }

  /// Puts a text, and zeros after it, into a field; one that is too long is left out.
  private static func put(
    _ text: String, _ slots: UnsafeMutableRawBufferPointer, _ place: Int, limit: Int
  ) {
    var rest = (text.utf8.count <= limit ? text : "").utf8.makeIterator()
    for i in place..<(place + limit) { slots[i] = rest.next() ?? 0 }
  }

  private func write(_ bytes: [UInt8], at place: Int) throws {
    let count = bytes.withUnsafeBytes {
      pwrite(file.number, $0.baseAddress, $0.count, off_t(place))
    }
    guard count == bytes.count else { throw systemFault(path, errno, .inputOutput) }
  }

  // MARK: After a crash

  /// The files of processes that are gone. Ask before what they tell is settled: of one that goes
  /// after, nothing is.
  package static func abandoned(store: String) -> [String] {
    files(directory(store)).filter(isAbandoned)
  }

  /// Removes files of processes that are gone, when all that they tell is settled.
  package static func remove(_ abandoned: [String]) {
    for path in abandoned {
      // Removed while it is locked: it cannot become somebody's between the look and the deed.
      guard let file = try? Descriptor(path, O_RDONLY),
        flock(file.number, LOCK_EX | LOCK_NB) == 0
      else { continue }
      unlink(path)
    }
  }

  /// What the processes that are gone have left, by key and attempt.
  package static func flights(store: String) -> [String: Flight] {
    var flights: [String: Flight] = [:]
    let ours = boot
    for path in abandoned(store: store) {
      // One that cannot be read tells nothing, and its messages are uncertain.
      guard let file = try? Descriptor(path, O_RDONLY) else { continue }
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      let count = bytes.withUnsafeMutableBytes { pread(file.number, $0.baseAddress, $0.count, 0) }
      guard count > header, text(bytes, 0, limit: header) == ours else { continue }
      var place = header
      while place + slot <= count {
        let key = text(bytes, place, limit: 64)
        let attempt = text(bytes, place + attemptPlace, limit: 20)
        let name = "\(key) \(attempt)"
        flights[name] = graver(flights[name], flight(bytes, place))
        place += slot
      }
    }
    return flights
  }

  /// What became of `group`, as transports answer after a crash: nil for what never left.
  ///
  /// - Parameters:
  ///   - store: nil where nothing was noted.
  ///   - doubt: the answer for what may have left; nil where it may be sent again.
  package static func recover(
    _ group: [Outgoing], store: String?, doubt: Answer?
  ) -> [Answer?] {
    let flights = store.map { Self.flights(store: $0) } ?? [:]
    return group.map { outgoing in
      switch flights["\(outgoing.message.key) \(outgoing.attempt)"] {
      case .ready?: nil
      case .answered(let answer)?: answer.verdict == .notSent ? nil : answer
      case .leaving?, nil: doubt
      }
    }
  }

  /// Empties the places of messages that are forgotten, in files of processes that are gone: of
  /// every boot, and however long they are.
  ///
  /// - Parameter isForgotten: whether nobody is to know of the message of that key.
  /// - Returns: how many files of processes that live have such messages, and are left alone.
  /// - Throws: status 74 where a file cannot be written.
  @discardableResult
  package static func scrub(
    store: String, isForgotten: (_ key: String) throws -> Bool
  ) throws -> Int {
    var busy = 0
    for path in files(directory(store)) {
      let file: Descriptor
      do { file = try Descriptor(path, O_RDWR) } catch {
        // One that has just been settled, and removed.
        if access(path, F_OK) != 0 { continue }
        throw error
      }
      if isFree(file) {
        try scrub(file, path, isForgotten)
      } else if try tells(file, isForgotten) {
        busy += 1
      }
    }
    return busy
  }

  /// Whether a file that somebody writes has the key of a message that is forgotten.
  private static func tells(
    _ file: borrowing Descriptor, _ isForgotten: (String) throws -> Bool
  ) throws -> Bool {
    var bytes = [UInt8](repeating: 0, count: slot)
    var place = header
    while bytes.withUnsafeMutableBytes({
      pread(file.number, $0.baseAddress, slot, off_t(place))
    }) == slot {
      let key = text(bytes, 0, limit: attemptPlace)
      if !key.isEmpty, try isForgotten(key) { return true }
      place += slot
    }
    return false
  }

  private static func scrub(
    _ file: borrowing Descriptor, _ path: String, _ isForgotten: (String) throws -> Bool
  ) throws {
    let empty = [UInt8](repeating: 0, count: slot)
    var bytes = empty
    var place = header
    var isChanged = false
    while true {
      let count = bytes.withUnsafeMutableBytes {
        pread(file.number, $0.baseAddress, slot, off_t(place))
      }
      if count <= 0 { break }
      // A key that was too long for its place is no use to anybody.
      if bytes[..<count].contains(where: { $0 != 0 }),
        try count < slot || isForgotten(text(bytes, 0, limit: attemptPlace))
      {
        let written = empty.withUnsafeBytes {
          pwrite(file.number, $0.baseAddress, count, off_t(place))
        }
        guard written == count else { throw systemFault(path, errno, .inputOutput) }
        isChanged = true
      }
      place += slot
    }
    if isChanged, fsync(file.number) != 0 { throw systemFault(path, errno, .inputOutput) }
  }

  private static func flight(_ bytes: [UInt8], _ place: Int) -> Flight {
    switch bytes[place + statePlace] {
    case UInt8(ascii: "r"): return .ready
    case let letter:
      guard let verdict = Answer.Verdict(letter: letter) else { return .leaving }
      return .answered(
        Answer(
          verdict, code: text(bytes, place + codePlace, limit: 16),
          providerID: text(bytes, place + namePlace, limit: 91)))
    }
  }

  /// Of what the files of two servers tell of one attempt, which the second had from the first, what
  /// counts: that it was taken, else that it may have been.
  private static func graver(_ known: Flight?, _ other: Flight) -> Flight {
    guard let known else { return other }
    return known.gravity >= other.gravity ? known : other
  }

  private static func text(_ bytes: [UInt8], _ place: Int, limit: Int) -> String {
    String(decoding: bytes[place..<(place + limit)].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func directory(_ store: String) -> String { "\(store)/flights" }

  private static func files(_ directory: String) -> [String] {
    guard let entries = opendir(directory) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append("\(directory)/\(name)") }
    }
    return names
  }

  /// Whether nobody holds the file.
  private static func isAbandoned(_ path: String) -> Bool {
    guard let file = try? Descriptor(path, O_RDONLY) else { return false }
    return isFree(file)
  }

  /// A shared lock: two that ask at one moment do not take each other for its owner.
  private static func isFree(_ file: borrowing Descriptor) -> Bool {
    flock(file.number, LOCK_SH | LOCK_NB) == 0
  }

  /// The name of this boot; one of its own where the kernel does not tell, so that nothing is
  /// believed.
  private static var boot: String {
    let path = "/proc/sys/kernel/random/boot_id"
    guard let text = try? ByteSource.text(of: path) else { return "unknown-\(getpid())" }
    return String(text.prefix { $0 != "\n" })
  }
}

extension Answer.Verdict {
  private static let letters: [(verdict: Self, letter: UInt8)] = [
    (.accepted, UInt8(ascii: "A")), (.rejected, UInt8(ascii: "R")),
    (.deferred, UInt8(ascii: "D")), (.throttled, UInt8(ascii: "T")),
    (.uncertain, UInt8(ascii: "U")), (.notSent, UInt8(ascii: "N")),
    (.unreachable, UInt8(ascii: "X")), (.optedOut, UInt8(ascii: "O")),
  ]

  fileprivate var letter: UInt8 {
    Self.letters.first { $0.verdict == self }?.letter ?? UInt8(ascii: "l")
  }

  fileprivate init?(letter: UInt8) {
    guard let found = Self.letters.first(where: { $0.letter == letter }) else { return nil }
    self = found.verdict
  }
}

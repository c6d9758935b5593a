import DueModel
import DueSystem
import Glibc

/// What is found of the flights of processes that are gone.
extension FlightLog {
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
}

extension FlightLog.Flight {
  fileprivate var gravity: Int {
    switch self {
    case .ready: 0
    case .answered(let answer) where answer.verdict == .accepted: 3
    case .answered: 1
    case .leaving: 2
    }
  }
}

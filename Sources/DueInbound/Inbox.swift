import CDueSystem
import DueFormats
import DueModel
import DueSystem
import Glibc

/// The directories in which a gateway leaves what it receives, a file a message or a part of one,
/// and what became of messages of ours.
///
/// A file is moved out of the way only after its record has left, so that a run that is killed
/// leaves to the next what it did not write. What cannot be read is moved into `bad` and stays.
package struct Inbox {
  /// How a gateway writes its files.
  package enum Form {
    case serverTools(ServerToolsReader)
    case gammu(GammuReader, GammuReceipts)
    /// A mail a file, in a Maildir or another directory.
    case mail(InboundMailReader)
  }

  package struct Settings {
    /// Where files go whose records have left; nil: they stay.
    package var moveTo: String?
    /// Whether what people sent is read.
    package var wantsMessages = true
    /// Whether what became of messages of ours is read.
    package var wantsReceipts = false
    /// Directories of messages that are or were in the gateway's hands: all that are read.
    package var places: [String] = []
    /// Milliseconds for which a file must not have changed: the gateway may be writing it.
    package var settle: Int64 = 2000
    /// What the machine's clock says.
    package var clock: Instant

    package init(clock: Instant) { self.clock = clock }
  }

  /// Files of one message, and when it came, for the order.
  struct Item {
    var directory: String
    var names: [String]
    var at: Int64 = 0
  }

  private let form: Form
  private let settings: Settings
  private let receipts: ServerToolsReceipts?
  /// Files whose records have not left yet, and where they will go.
  private var leaving: [(path: String, place: String)] = []
  private let bad: String?
  /// Files that may still be written.
  package private(set) var unsettled = 0
  /// Files that are no messages.
  package private(set) var passedOver = 0

  /// - Throws: status 73 where `moveTo` cannot be made.
  package init(_ form: Form, _ settings: Settings) throws {
    self.form = form
    self.settings = settings
    if case .serverTools(let reader) = form, settings.wantsReceipts {
      let places = settings.places + [settings.moveTo].compactMap(\.self)
      receipts = ServerToolsReceipts(reader, sent: places)
    } else {
      receipts = nil
    }
    bad = settings.moveTo.map { "\($0)/bad" }
    for directory in [settings.moveTo, bad].compactMap({ $0 }) {
      if mkdir(directory, 0o700) != 0, errno != EEXIST {
        throw systemFault(directory, errno, .cannotCreate)
      }
    }
  }

  /// Reads the messages of the directory, or the file, at `path`, in order of time.
  ///
  /// - Parameter take: gets each, and the fault of what is none.
  package mutating func read(
    _ path: String, _ take: (Result<GatewayRecord, RecordFault>, _ file: String) throws -> Void
  ) throws {
    if case .gammu(_, let receipts) = form, settings.wantsReceipts, Self.isLog(path) {
      return try receipts.readLog(path) { try take(.success(.receipt($0)), path) }
    }
    for item in try items(path) {
      let paths = item.names.map { "\(item.directory)/\($0)" }
      guard let first = paths.first else { continue }
      do {
        let record = try record(item)
        if record == .nothing { passedOver += 1 } else { try take(.success(record), first) }
        leave(paths, for: settings.moveTo)
      } catch let fault as RecordFault {
        try take(.failure(fault), first)
        leave(paths, for: bad)
      } catch is NoMessage {
        passedOver += 1
      } catch is Gone {}
    }
  }

  private mutating func leave(_ paths: [String], for place: String?) {
    guard let place else { return }
    leaving += paths.map { ($0, place) }
  }

  /// Moves the files whose records have left.
  package mutating func settle() throws {
    for (path, place) in leaving { try Self.move(path, to: place) }
    leaving.removeAll(keepingCapacity: true)
  }

  private static func move(_ path: String, to place: String) throws {
    let name = baseName(of: path)
    var target = "\(place)/\(name)"
    var copy = 1
    while access(target, F_OK) == 0 {
      copy += 1
      target = "\(place)/\(name).\(copy)"
    }
    guard rename(path, target) != 0 else { return }
    if errno == ENOENT { return }  // Another run has it.
    throw systemFault(place, errno, errno == EXDEV ? .configuration : .inputOutput)
  }

  // MARK: Files

  /// Whether `path` is a file that is no message's, such as the log of gammu-smsd.
  private static func isLog(_ path: String) -> Bool {
    let name = baseName(of: path)
    var status = stat()
    return !name.hasPrefix("IN") && !name.hasPrefix("OUT") && stat(path, &status) == 0
      && status.st_mode & S_IFMT == S_IFREG
  }

  /// The messages at `path`, in the order in which they came.
  private mutating func items(_ path: String) throws -> [Item] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw systemFault(path, errno) }
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    if case .mail = form, isDirectory { return try mails(path) }
    let home = isDirectory ? path : directory(of: path)
    let names = isDirectory ? try settledNames(in: path) : [baseName(of: path)]
    switch form {
    case .gammu:
      if !isDirectory { return [Item(directory: home, names: names)] }
      let messages = GammuReader.messages(names)
      let ours = names.filter { $0.hasPrefix("OUT") }.sorted().map { [$0] }
      passedOver += names.count - ours.count - messages.reduce(0) { $0 + $1.count }
      return (messages + ours).map { Item(directory: home, names: $0) }
    case .mail: return names.map { Item(directory: home, names: [$0]) }
    case .serverTools:
      var items = names.map { Item(directory: home, names: [$0]) }
      for i in items.indices { items[i].at = try time(items[i]) }
      return items.sorted { ($0.at, $0.names[0]) < ($1.at, $1.names[0]) }
    }
  }

  /// The mails of a directory, those of a Maildir as they came: its names begin with the time.
  private mutating func mails(_ path: String) throws -> [Item] {
    let maildir = ["cur", "new"].map { "\(path)/\($0)" }
    guard maildir.allSatisfy({ access($0, F_OK) == 0 }) else {
      return try settledNames(in: path).sorted().map { Item(directory: path, names: [$0]) }
    }
    // What is there is complete: it was written elsewhere.
    let items = try maildir.flatMap { directory in
      try settledNames(in: directory, for: 0).map { Item(directory: directory, names: [$0]) }
    }
    return items.sorted { $0.names[0] < $1.names[0] }
  }

  /// When the message of a file came; files without a time come first.
  private func time(_ item: Item) throws -> Int64 {
    do {
      return try record(item).at?.milliseconds ?? 0
    } catch is RecordFault {
      return 0
    } catch is NoMessage {
      return 0
    } catch is Gone {
      return 0
    }
  }

  /// The files of a directory that have not changed for some milliseconds, those of the settings
  /// where none are given.
  private mutating func settledNames(in directory: String, for span: Int64? = nil) throws
    -> [String]
  {
    guard let stream = opendir(directory) else { throw systemFault(directory, errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = String(cString: due_entry_name(entry))
      var status = stat()
      guard !name.hasPrefix("."), lstat("\(directory)/\(name)", &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      let changed =
        Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
      if (0..<(span ?? settings.settle)).contains(settings.clock.milliseconds - changed) {
        unsettled += 1
      } else {
        names.append(name)
      }
    }
    return names
  }

  private func record(_ item: Item) throws -> GatewayRecord {
    switch form {
    case .serverTools(let reader):
      return try FileBytes("\(item.directory)/\(item.names[0])").read {
        try record($0, item.names[0], reader)
      }
    case .mail(let reader):
      return try FileBytes(mail: "\(item.directory)/\(item.names[0])").read {
        guard !$0.starts(with: "From ") else {
          throw RecordFault(
            column: nil, "expected one mail in a file of a directory, found an mbox")
        }
        return .message(try reader.read($0))
      }
    case .gammu(_, let receipts) where item.names[0].hasPrefix("OUT"):
      guard settings.wantsReceipts else { throw NoMessage() }
      return .receipt(
        try receipts.read(item.names[0], in: item.directory, moved: try Self.moved(item)))
    case .gammu(let reader, _):
      guard settings.wantsMessages else { throw NoMessage() }
      let files = try item.names.map { try FileBytes("\(item.directory)/\($0)").bytes }
      let joined = files.flatMap { $0 }
      return try joined.withUnsafeBytes { joined in
        var start = 0
        let parts = files.map { file in
          defer { start += file.count }
          return Bytes(rebasing: joined[start..<(start + file.count)])
        }
        return .message(try reader.read(parts, names: item.names))
      }
    }
  }

  /// When a file was moved to where it is, which changes nothing else of it.
  private static func moved(_ item: Item) throws -> Instant {
    var status = stat()
    guard lstat("\(item.directory)/\(item.names[0])", &status) == 0 else { throw Gone() }
    return Instant(milliseconds: Int64(status.st_ctim.tv_sec) * 1000)
  }

  private func record(
    _ bytes: Bytes, _ name: String, _ reader: ServerToolsReader
  ) throws -> GatewayRecord {
    let file = try ServerToolsFile(bytes)
    if file.isReport || file.isOutgoing {
      guard let receipts else { throw NoMessage() }
      return try receipts.read(file, at: settings.clock)
    }
    guard settings.wantsMessages else { throw NoMessage() }
    return .message(try reader.message(file, id: InboxID.id(name, of: bytes)))
  }
}

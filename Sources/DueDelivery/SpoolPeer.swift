import CDueSystem
import DueFormats
import DueModel
import DueStore
import DueSystem
import Glibc

/// A directory that another program empties: each message one file, such as `new/KEY.json`, that
/// appears whole or not at all (after the Maildir manner, with `tmp/` beside it).
///
/// A file appears exactly once, whatever is killed, and whether or not the other program has taken
/// it away again. A group's files and a list of them are written to `tmp/`; from the moment the
/// list is on the disk the group is as good as sent, for after a crash the list tells which files
/// to move that have not moved. Without a list, none of the group has appeared.
package final class SpoolPeer: Transport {
  package let name: String
  package let groupSize = 4096
  package let isPaced: Bool
  private let layout: SpoolLayout
  private let temporary: Descriptor
  private let new: Descriptor
  private var content = ByteBuffer(capacity: 4096)
  private var list = ByteBuffer(capacity: 65_536)
  /// Files in `tmp/` that go as soon as the store has settled what they tell of, and never before:
  /// lists, and messages that found another one's file in their place.
  private var leftovers: [String] = []

  private static let listSuffix = ".group"
  /// The last line of a list that was written to its end.
  private static let listEnd = "end"

  /// The spool of due's own: `new` and `tmp` in the directory at `path`, both made where missing.
  ///
  /// - Parameter mail: how mail lies there; nil for its records.
  /// - Throws: status 73 when the directories cannot be made.
  package convenience init(_ path: String, mail: (any SpoolForm)? = nil) throws {
    for part in [path, "\(path)/tmp", "\(path)/new"] where mkdir(part, 0o700) != 0 {
      guard errno == EEXIST else { throw systemFault(part, errno, .cannotCreate) }
    }
    let root = try realPath(of: path)
    let records = RecordForm()
    try self.init(
      SpoolLayout(name: "spool:\(root)", temporary: "\(root)/tmp", new: "\(root)/new") {
        $0.family == .email ? mail ?? records : records
      })
  }

  /// - Throws: status 73 where a directory of `layout` is missing.
  package init(_ layout: SpoolLayout) throws {
    self.layout = layout
    name = layout.name
    isPaced = layout.isPaced
    temporary = try Descriptor(layout.temporary, O_RDONLY | O_DIRECTORY, status: .cannotCreate)
    new = try Descriptor(layout.new, O_RDONLY | O_DIRECTORY, status: .cannotCreate)
  }

  package func carries(_ channel: Channel) -> Bool { layout.form(channel) != nil }

  private func form(_ outgoing: Outgoing) -> any SpoolForm {
    guard let form = layout.form(outgoing.message.channel) else {
      preconditionFailure("the engine asks before what a transport carries")
    }
    return form
  }

  private func fileName(_ outgoing: Outgoing) -> String { form(outgoing).fileName(of: outgoing) }

  private func accepted(_ outgoing: Outgoing) -> Answer {
    Answer(.accepted, providerID: form(outgoing).providerID(of: outgoing))
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    guard let first = group.first else { return Submission([]) }
    let listName = "\(first.message.key).\(first.attempt)\(Self.listSuffix)"
    var refused: [Answer?]
    do {
      refused = try write(group, listName, at: now)
    } catch {
      // The list first: a file that is on one, and not there, counts as moved after a crash.
      unlinkat(temporary.number, listName, 0)
      for outgoing in group { unlinkat(temporary.number, fileName(outgoing), 0) }
      let fault = error as? RunFault ?? RunFault(.software, "\(error)")
      return Submission(
        group.map { _ in Answer(.notSent, code: "SPOOL", detail: fault.description) }, fault: fault
      )
    }
    leftovers.append(listName)
    var fault: RunFault?
    var left: [Int] = []
    var answers = group.enumerated().map { place, outgoing in
      if let refusal = refused[place] { return refusal }
      let name = form(outgoing).publicName(of: outgoing, place: place, at: now)
      let answer = publish(outgoing, as: name)
      if answer.verdict == .notSent {
        fault = RunFault(.inputOutput, answer.detail)
        left.append(place)
      }
      return answer
    }
    if !left.isEmpty {
      let moved = group.indices.filter { refused[$0] == nil && !left.contains($0) }
        .map { (place: $0, outgoing: group[$0]) }
      if !strike(left.map { group[$0] }, from: listName, leaving: moved, at: now) {
        // The next run would find them on the list, and move them after all.
        for place in left { answers[place].verdict = .uncertain }
      }
    }
    if let code = syncFault(fsync(new.number) == 0 ? 0 : errno, layout.new) { fault = code }
    return Submission(answers, fault: fault)
  }

  /// Takes messages that could not be moved off their list, so that no later run moves them: another
  /// peer may be given them next. Returns whether that is certain.
  private func strike(
    _ left: [Outgoing], from listName: String, leaving moved: [(place: Int, outgoing: Outgoing)],
    at now: Instant
  ) -> Bool {
    list.removeAll()
    for (place, outgoing) in moved {
      let form = form(outgoing)
      note(
        outgoing, form.fileName(of: outgoing),
        form.publicName(of: outgoing, place: place, at: now))
    }
    let draft = "\(listName)-new"
    do {
      try writeList(draft)
      guard renameat(temporary.number, draft, temporary.number, listName) == 0 else {
        throw systemFault("\(layout.temporary)/\(listName)", errno, .inputOutput)
      }
      try syncTemporary()
    } catch {
      unlinkat(temporary.number, draft, 0)
      return false
    }
    // Only now: a file that is on a list, and not there, counts as moved.
    for outgoing in left { unlinkat(temporary.number, fileName(outgoing), 0) }
    return true
  }

  /// Writes the files of `group` and their list, durably; returns what to say of messages that
  /// cannot be written down.
  private func write(
    _ group: [Outgoing], _ listName: String, at now: Instant
  ) throws -> [Answer?] {
    list.removeAll()
    var refused: [Answer?] = []
    refused.reserveCapacity(group.count)
    for (place, outgoing) in group.enumerated() {
      let form = form(outgoing)
      content.removeAll()
      do throws(MessageRefusal) {
        try form.append(outgoing, at: now, to: &content)
      } catch {
        refused.append(Answer(.rejected, code: error.code, detail: error.detail))
        continue
      }
      refused.append(nil)
      let file = form.fileName(of: outgoing)
      try write(file, content.bytes)
      note(outgoing, file, form.publicName(of: outgoing, place: place, at: now))
    }
    try writeList(listName)
    return refused
  }

  /// Ends the list and writes it, durably with all that was written before.
  private func writeList(_ name: String) throws {
    list.append(Self.listEnd)
    list.append(UInt8(ascii: "\n"))
    try write(name, list.bytes)
    try syncTemporary()
  }

  private func syncTemporary() throws {
    if let fault = syncFault(due_syncfs(temporary.number), layout.temporary) { throw fault }
  }

  /// Puts an attempt on the list: its key and number, and the name it will have, if another.
  private func note(_ outgoing: Outgoing, _ file: String, _ name: String) {
    list.append(outgoing.message.key)
    list.append(UInt8(ascii: " "))
    list.append(decimal: Int64(outgoing.attempt))
    if name != file {
      list.append(UInt8(ascii: " "))
      list.append(name)
    }
    list.append(UInt8(ascii: "\n"))
  }

  private func write(_ file: String, _ bytes: Bytes) throws {
    guard let start = bytes.baseAddress else { return }
    var code = due_write_file(temporary.number, file, start, bytes.count)
    if code == 0, let mode = layout.mode, fchmodat(temporary.number, file, mode, 0) != 0 {
      code = errno
    }
    guard code == 0 else { throw systemFault("\(layout.temporary)/\(file)", code, .inputOutput) }
  }

  private func syncFault(_ code: Int32, _ path: String) -> RunFault? {
    code == 0 ? nil : systemFault(path, code, .inputOutput)
  }

  /// Moves the file of an attempt to where the other program finds it.
  private func publish(_ outgoing: Outgoing, as name: String) -> Answer {
    let file = fileName(outgoing)
    let code = move(file, name)
    if code == 0 { return accepted(outgoing) }
    if code == EEXIST { return standing(outgoing, name) }
    // As in `standing`: the list has it.
    leftovers.append(file)
    return Answer(
      .notSent, code: "SPOOL", detail: systemFault("\(layout.new)/\(name)", code).description)
  }

  /// Moves a file to where none of that name may be; returns 0, or what is in the way.
  private func move(_ file: String, _ name: String) -> Int32 {
    if file == name { return due_move_new(temporary.number, new.number, file) }
    return due_rename_new("\(layout.temporary)/\(file)", "\(layout.new)/\(name)") == 0 ? 0 : errno
  }

  /// What a file that is there already means: this message, or another of the same name.
  private func standing(_ outgoing: Outgoing, _ name: String) -> Answer {
    // Ours stays until the store knows: after a crash its absence would mean that it had moved.
    let file = fileName(outgoing)
    leftovers.append(file)
    do {
      let ours = try ByteSource.text(of: "\(layout.temporary)/\(file)")
      let theirs = try ByteSource.text(of: "\(layout.new)/\(name)")
      guard ours.utf8.elementsEqual(theirs.utf8) else {
        return Answer(
          .rejected, code: "KEY_TAKEN", detail: "a file of this key holds another message")
      }
      var answer = accepted(outgoing)
      (answer.code, answer.detail) = ("EXISTS", "a file of this key was there")
      return answer
    } catch {
      // The other program may have taken its file away meanwhile.
      if move(file, name) == 0 { return accepted(outgoing) }
      return Answer(.notSent, code: "SPOOL", detail: "\(error)")
    }
  }

  package func settled() {
    for list in leftovers { unlinkat(temporary.number, list, 0) }
    leftovers.removeAll()
  }

  // MARK: After a crash

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    let listed = listed()
    var used: Set<String> = []
    let answers = group.map { outgoing -> Answer? in
      let file = fileName(outgoing)
      let entry = "\(outgoing.message.key) \(outgoing.attempt)"
      guard let (list, name) = listed[entry] else {
        unlinkat(temporary.number, file, 0)
        return layout.hasTaken(outgoing) ? accepted(outgoing) : nil
      }
      used.insert(list)
      let code = move(file, name ?? file)
      if code == EEXIST { return standing(outgoing, name ?? file) }
      // ENOENT: it had moved already, and may have been taken away since.
      guard code == 0 || code == ENOENT else {
        return Answer(
          .uncertain, code: "SPOOL", detail: systemFault(layout.new, code).description)
      }
      return accepted(outgoing)
    }
    fsync(new.number)
    leftovers += used.sorted()
    return answers
  }

  /// By key and attempt: the list that has it, and the name that its file goes by.
  private func listed() -> [String: (list: String, name: String?)] {
    var listed: [String: (list: String, name: String?)] = [:]
    for list in listNames() {
      for line in entries(of: list) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count >= 2 else { continue }
        listed["\(words[0]) \(words[1])"] = (list, words.count == 3 ? words[2] : nil)
      }
    }
    return listed
  }

  private func listNames() -> [String] {
    guard let directory = opendir(layout.temporary) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(Self.listSuffix) { names.append(name) }
    }
    return names.sorted()
  }

  /// The lines of a list; none of one that was not written to its end.
  private func entries(of name: String) -> [String] {
    // A list that cannot be read is as good as none: its group is tried again under its keys.
    guard let text = try? ByteSource.text(of: "\(layout.temporary)/\(name)") else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 2, lines[lines.count - 2] == Self.listEnd else { return [] }
    return Array(lines.dropLast(2))
  }
}

import CDueSystem
import DueFormats
import DueModel
import DueStore
import DueSystem
import Glibc

/// A directory that another program empties: each message one file, `new/KEY.json`, of mail
/// `new/KEY.eml`, that appears whole or not at all (after the Maildir manner, with `tmp/` beside it).
///
/// A file appears exactly once, whatever is killed, and whether or not the other program has taken
/// it away again. A group's files and a list of them are written to `tmp/`; from the moment the
/// list is on the disk the group is as good as sent, for after a crash the list tells which files
/// to move that have not moved. Without a list, none of the group has appeared.
package final class SpoolPeer: Transport {
  package let name: String
  package let groupSize = 4096
  package let isPaced = true
  private let root: String
  private let records = RecordForm()
  private let mail: any SpoolForm
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

  /// - Parameter mail: how mail lies there; nil for its records.
  /// - Throws: status 73 when the directories cannot be made.
  package init(_ path: String, mail: (any SpoolForm)? = nil) throws {
    for part in [path, "\(path)/tmp", "\(path)/new"] where mkdir(part, 0o700) != 0 {
      guard errno == EEXIST else { throw systemFault(part, errno, .cannotCreate) }
    }
    guard let real = realpath(path, nil) else { throw systemFault(path, errno, .cannotCreate) }
    root = String(cString: real)
    free(real)
    name = "spool:\(root)"
    self.mail = mail ?? records
    temporary = try Descriptor("\(root)/tmp", O_RDONLY | O_DIRECTORY, status: .cannotCreate)
    new = try Descriptor("\(root)/new", O_RDONLY | O_DIRECTORY, status: .cannotCreate)
  }

  private func form(_ message: Message) -> any SpoolForm {
    message.channel.family == .email ? mail : records
  }

  private func fileName(_ message: Message) -> String { message.key + form(message).fileSuffix }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    guard let first = group.first else { return Submission([]) }
    let listName = "\(first.message.key).\(first.attempt)\(Self.listSuffix)"
    var refused: [Answer?]
    do {
      refused = try write(group, listName, at: now)
    } catch {
      for outgoing in group { unlinkat(temporary.number, fileName(outgoing.message), 0) }
      unlinkat(temporary.number, listName, 0)
      let fault = error as? RunFault ?? RunFault(.software, "\(error)")
      return Submission(
        group.map { _ in Answer(.notSent, code: "SPOOL", detail: fault.description) }, fault: fault
      )
    }
    leftovers.append(listName)
    var fault: RunFault?
    let answers = zip(group, refused).map { outgoing, refusal in
      if let refusal { return refusal }
      let answer = publish(outgoing.message)
      if answer.verdict == .notSent { fault = RunFault(.inputOutput, answer.detail) }
      return answer
    }
    if let code = syncFault(fsync(new.number) == 0 ? 0 : errno, "\(root)/new") { fault = code }
    return Submission(answers, fault: fault)
  }

  /// Writes the files of `group` and their list, durably; returns what to say of messages that
  /// cannot be written down.
  private func write(
    _ group: [Outgoing], _ listName: String, at now: Instant
  ) throws -> [Answer?] {
    list.removeAll()
    var refused: [Answer?] = []
    refused.reserveCapacity(group.count)
    for outgoing in group {
      let message = outgoing.message
      content.removeAll()
      do throws(MessageRefusal) {
        try form(message).append(message, at: now, to: &content)
      } catch {
        refused.append(Answer(.rejected, code: error.code, detail: error.detail))
        continue
      }
      refused.append(nil)
      try write(fileName(message), content.bytes)
      list.append(message.key)
      list.append(UInt8(ascii: " "))
      list.append(decimal: Int64(outgoing.attempt))
      list.append(UInt8(ascii: "\n"))
    }
    list.append(Self.listEnd)
    list.append(UInt8(ascii: "\n"))
    try write(listName, list.bytes)
    if let fault = syncFault(due_syncfs(temporary.number), "\(root)/tmp") { throw fault }
    return refused
  }

  private func write(_ file: String, _ bytes: Bytes) throws {
    guard let start = bytes.baseAddress else { return }
    let code = due_write_file(temporary.number, file, start, bytes.count)
    guard code == 0 else { throw systemFault("\(root)/tmp/\(file)", code, .inputOutput) }
  }

  private func syncFault(_ code: Int32, _ path: String) -> RunFault? {
    code == 0 ? nil : systemFault(path, code, .inputOutput)
  }

  /// Moves the file of `message` to where the other program finds it.
  private func publish(_ message: Message) -> Answer {
    let key = message.key
    let file = fileName(message)
    let code = move(file)
    if code == 0 { return Answer(.accepted, providerID: key) }
    if code == EEXIST { return standing(file, key) }
    unlinkat(temporary.number, file, 0)
    return Answer(
      .notSent, code: "SPOOL", detail: systemFault("\(root)/new/\(file)", code).description)
  }

  /// Moves a file to where none of that name may be; returns 0, or what is in the way.
  private func move(_ file: String) -> Int32 {
    due_move_new(temporary.number, new.number, file)
  }

  /// What a file that is there already means: this message, or another of the same key.
  private func standing(_ file: String, _ key: String) -> Answer {
    // Ours stays until the store knows: after a crash its absence would mean that it had moved.
    leftovers.append(file)
    do {
      let ours = try ByteSource.text(of: "\(root)/tmp/\(file)")
      let theirs = try ByteSource.text(of: "\(root)/new/\(file)")
      guard ours.utf8.elementsEqual(theirs.utf8) else {
        return Answer(
          .rejected, code: "KEY_TAKEN", detail: "a file of this key holds another message")
      }
      return Answer(
        .accepted, code: "EXISTS", detail: "a file of this key was there", providerID: key)
    } catch {
      // The other program may have taken its file away meanwhile.
      if move(file) == 0 { return Answer(.accepted, providerID: key) }
      return Answer(.notSent, code: "SPOOL", detail: "\(error)")
    }
  }

  package func settled() {
    for list in leftovers { unlinkat(temporary.number, list, 0) }
    leftovers.removeAll()
  }

  // MARK: After a crash

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    var listed: [String: String] = [:]
    for name in listNames() {
      for line in entries(of: name) { listed[line] = name }
    }
    var used: Set<String> = []
    let answers = group.map { outgoing -> Answer? in
      let key = outgoing.message.key
      guard let list = listed["\(key) \(outgoing.attempt)"] else {
        unlinkat(temporary.number, fileName(outgoing.message), 0)
        return nil
      }
      used.insert(list)
      let file = fileName(outgoing.message)
      let code = move(file)
      if code == EEXIST { return standing(file, key) }
      // ENOENT: it had moved already, and may have been taken away since.
      guard code == 0 || code == ENOENT else {
        return Answer(
          .uncertain, code: "SPOOL", detail: systemFault("\(root)/new", code).description)
      }
      return Answer(.accepted, providerID: key)
    }
    fsync(new.number)
    leftovers += used.sorted()
    return answers
  }

  private func listNames() -> [String] {
    guard let directory = opendir("\(root)/tmp") else { return [] }
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
    guard let text = try? ByteSource.text(of: "\(root)/tmp/\(name)") else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 2, lines[lines.count - 2] == Self.listEnd else { return [] }
    return Array(lines.dropLast(2))
  }
}

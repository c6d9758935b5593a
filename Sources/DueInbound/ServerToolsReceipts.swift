import CDueSystem
import DueFormats
import DueModel
import DueSystem
import Glibc

/// Reads what SMS Server Tools (smsd) tell of messages of ours: the files of `sent` and `failed`,
/// and status reports.
///
/// The key of a message is in its file's header `X-Due-Key`. A report has no more than a number
/// from 0 to 255, which its modem counts round: it is about the newest message of that number, that
/// modem and that recipient that was sent in the three days before, which is for how long a carrier
/// tries.
final class ServerToolsReceipts {
  private let reader: ServerToolsReader
  /// Where files of sent messages are.
  private let directories: [String]
  private var sent: [Reference: [Sent]]?

  /// Milliseconds after which nothing more is told of a message.
  private static let patience: Int64 = 72 * 3_600_000
  /// Milliseconds that a report may seem to be older than its message: the two have whole seconds.
  private static let slack: Int64 = 1000

  private struct Reference: Hashable {
    var modem: String
    var recipient: String
    var id: Int
  }

  private struct Sent {
    var name: String
    var from: String
    var at: Instant
  }

  init(_ reader: ServerToolsReader, sent directories: [String]) {
    self.reader = reader
    self.directories = directories
  }

  /// Reads one file.
  ///
  /// - Parameter now: what the machine's clock says.
  /// - Throws: `NoMessage` for what is no message of ours, and for a report whose message is not
  ///   found yet; `RecordFault` for what cannot be read.
  func read(_ file: ServerToolsFile, at now: Instant) throws -> GatewayRecord {
    if file.isReport { return try report(file, at: now) }
    guard file.isOutgoing, let name = Self.name(file) else { throw NoMessage() }
    if let at = try file.time("Failed", zone: reader.zone) {
      let reason = file["Fail_reason"] ?? ""
      let status = CarrierStatus.status(error: CarrierStatus.errorCode(in: reason))
      var receipt = receipt(name, status, isFinal: true, at: at, file)
      receipt.detail = reason
      return .receipt(receipt)
    }
    guard let at = try file.time("Sent", zone: reader.zone) else { throw NoMessage() }
    // Where no report was asked for, nothing better will be told.
    let isFinal = file["Message_id"] == nil
    var receipt = receipt(name, isFinal ? .successful : .sent, isFinal: isFinal, at: at, file)
    receipt.sent = at
    return .receipt(receipt)
  }

  private func receipt(
    _ name: String, _ status: SMSStatus, isFinal: Bool, at: Instant, _ file: ServerToolsFile
  ) -> DeliveryReceipt {
    var receipt = DeliveryReceipt(name: name, status, isFinal: isFinal, at: at)
    let to = file["To"] ?? ""
    let isShort = to.hasPrefix("s")
    receipt.to = reader.numbers(String(to.dropFirst(isShort ? 1 : 0)), isInternational: !isShort)
    receipt.from = reader.numbers(file["From"] ?? "")
    return receipt
  }

  private static func name(_ file: ServerToolsFile) -> String? {
    file["X-Due-Key"].flatMap { DeliveryReceipt.isName($0) ? $0 : nil }
  }

  // MARK: Status reports

  private func report(_ file: ServerToolsFile, at now: Instant) throws -> GatewayRecord {
    let lines = String(decoding: file.text, as: UTF8.self).split { $0.isNewline }
    func value(_ name: String) -> Substring? {
      lines.first { $0.hasPrefix(name) }?.dropFirst(name.count).drop { $0 == " " }
    }
    let words = (value("Status:") ?? "").split(separator: ",", maxSplits: 2)
    guard let id = value("Message_id:").flatMap({ Int($0) }),
      let code = words.first.flatMap({ Int($0) })
    else {
      throw RecordFault(
        column: nil, "expected 'Message_id' and 'Status' in a status report, found none")
    }
    let received = try file.time("Received", "Sent", zone: reader.zone) ?? now
    let discharged = value("Discharge_timestamp:").flatMap {
      Instant(localTime: String($0), reader.zone)
    }
    let at = discharged ?? received
    let recipient = Self.digits(file["From"] ?? "")
    let reference = Reference(modem: file["Modem"] ?? "", recipient: recipient, id: id)
    guard let message = message(reference, until: max(received, at)) else {
      // The file of its message may still be on its way.
      if now - received < Self.patience { throw NoMessage() }
      return .nothing
    }
    let (status, isFinal) = CarrierStatus.status(report: code)
    var receipt = DeliveryReceipt(name: message.name, status, isFinal: isFinal, at: at)
    receipt.detail = words.count == 3 ? String(words[2]) : ""
    receipt.to = reader.numbers(recipient, isInternational: recipient.utf8.count > 6)
    receipt.from = reader.numbers(message.from)
    receipt.sent = message.at
    return .receipt(receipt)
  }

  private func message(_ reference: Reference, until end: Instant) -> Sent? {
    let table = sent ?? index()
    sent = table
    return table[reference]?.filter {
      $0.at <= end + Self.slack && end - $0.at <= Self.patience
    }.max { ($0.at, $0.name) < ($1.at, $1.name) }
  }

  /// Sent messages that carriers may report on, of all files that are there.
  private func index() -> [Reference: [Sent]] {
    var table: [Reference: [Sent]] = [:]
    for directory in directories {
      guard let stream = opendir(directory) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = String(cString: due_entry_name(entry))
        guard !name.hasPrefix(".") else { continue }
        // What cannot be read is no message that could be found here; its own turn tells why.
        try? FileBytes("\(directory)/\(name)").read { try note(ServerToolsFile($0), in: &table) }
      }
    }
    return table
  }

  private func note(_ file: ServerToolsFile, in table: inout [Reference: [Sent]]) throws {
    guard file.isOutgoing, let name = Self.name(file), let id = file["Message_id"],
      let at = try file.time("Sent", zone: reader.zone)
    else { return }
    let recipient = Self.digits(file["To"] ?? "")
    for id in id.split(whereSeparator: { !$0.isNumber }).compactMap({ Int($0) }) {
      let reference = Reference(modem: file["Modem"] ?? "", recipient: recipient, id: id)
      table[reference, default: []].append(Sent(name: name, from: file["From"] ?? "", at: at))
    }
  }

  private static func digits(_ number: String) -> String {
    String(String.UnicodeScalarView(number.unicodeScalars.filter { ("0"..."9").contains($0) }))
  }
}

import DueFormats
import DueImport
import DueQueries
import DueSystem
import DueTool

/// How far a question has come: what is told of a failure depends on it.
enum QueryStage {
  /// Store and files are opened.
  case beginning
  /// It is being asked.
  case question
  /// Its answer's columns are looked at.
  case columns
  /// Its answer goes into the store.
  case taking

  /// The fault as the command ends with it: SQL of a file is a definition, not the command line,
  /// and 65 is for rejected records.
  func fault(_ fault: any Fault) -> RunFault {
    if fault is NothingUsable { return RunFault(.badData, fault.description) }
    let status: ExitStatus =
      switch (self, fault.exitStatus) {
      case (.question, .usage): .configuration
      case (_, .badData): .noInput
      case (_, let status): status
      }
    return RunFault(status, fault.description)
  }
}

/// The notices of a question, in the envelope of the original.
///
/// Source: audience specification of Pinpoint's federated segmentation: subjects and payload keys;
/// a word of its subject is spelt right here.
struct QueryNotices {
  let options: NotifyOptions
  let request: QueryRequest

  func succeeded(_ response: JSON, at time: Instant, _ console: inout Console) {
    send(
      .success, "Federated Segmentation Query Successful", "Segmentation Query Successful",
      .init("Result", result("COMPLETED", nil, response)), at: time, &console)
  }

  func failed(
    _ stage: QueryStage, _ fault: any Fault, _ response: JSON, at time: Instant,
    _ console: inout Console
  ) {
    switch stage {
    case .beginning, .question:
      send(
        .failure, "Federated Segmentation Query Failed", "Segmentation Query Failed",
        .init("Result", result("FAILED", fault, nil)), at: time, &console)
    case .columns:
      send(
        .failure, "Federated Segmentation Query Invalid", "Segmentation Query Invalid",
        .init("Result", result("INVALID", fault, nil)), at: time, &console)
    case .taking:
      send(
        .failure, "Federated Segmentation Amazon Pinpoint Import Failed", "Import Failed",
        .init("ImportResult", response), at: time, &console)
    }
  }

  private func result(_ status: String, _ fault: (any Fault)?, _ response: JSON?) -> JSON {
    let segment = response?["Definition"]
    var members: [JSON.Member] = [
      .init("Query", .string(request.sql)),
      .init("Type", .string(request.kind?.rawValue ?? "")),
      .init("SegmentName", .string(request.segmentName ?? "none")),
      .init("SegmentId", segment?["SegmentId"] ?? .string(request.segmentID ?? "none")),
      .init("Status", .string(status)),
    ]
    if let fault { members.append(.init("StatusMessage", .string(fault.description))) }
    if let response {
      members.append(.init("ImportId", response["Id"] ?? .null))
      members.append(.init("ResponseFormatted", response))
    }
    return .object(members)
  }

  private func send(
    _ kind: Notice.Kind, _ subject: String, _ message: String, _ payload: JSON.Member,
    at time: Instant, _ console: inout Console
  ) {
    options.send(
      Notice(kind, subject: subject, message: message, payload: payload), at: time, &console)
  }
}

import DueFormats
import DueModel
import DueStore
import DueSystem

/// SES, as an export needs it: somebody else speaks to it.
package struct ExportPeer {
  /// `CreateExportJob`, sent once at most.
  package var create: (_ body: JSON) throws -> JSON
  /// `GetExportJob`.
  package var get: (_ jobID: String) throws -> JSON
  /// `ListExportJobs`.
  package var list: (_ body: JSON) throws -> JSON
  /// Fetches the file at a URL that needs no signature; nil where the link has ended.
  package var download: (_ url: String) throws -> [UInt8]?
  /// Whether a fault says that SES has refused, so that there is no job.
  package var isRefusal: (any Error) -> Bool
  /// Whether a fault says that SES does not know the job.
  package var isUnknownJob: (any Error) -> Bool
  package var now: () -> Instant
  /// Waits so many milliseconds.
  package var wait: (Int) -> Void

  package init(
    create: @escaping (JSON) throws -> JSON, get: @escaping (String) throws -> JSON,
    list: @escaping (JSON) throws -> JSON, download: @escaping (String) throws -> [UInt8]?,
    isRefusal: @escaping (any Error) -> Bool, isUnknownJob: @escaping (any Error) -> Bool,
    now: @escaping () -> Instant, wait: @escaping (Int) -> Void
  ) {
    self.create = create
    self.get = get
    self.list = list
    self.download = download
    self.isRefusal = isRefusal
    self.isUnknownJob = isUnknownJob
    self.now = now
    self.wait = wait
  }
}

/// Has SES export its numbers: creates the job, waits for it, and fetches the file.
///
/// The job is noted before it is asked for, and its id before it is waited for, so that a run that
/// was cut short anywhere is gone on with, and no job is created twice: one whose answer did not
/// come is looked for among those of SES.
package struct ExportRun {
  package struct Outcome {
    package var jobID: String
    package var file: [UInt8]
    let job: StoredExportJob
  }

  private let request: ExportRequest
  private let region: String
  private let project: String
  private let store: Store
  private let peer: ExportPeer
  /// Milliseconds: the longest wait between two questions, and for all of it.
  private let longestWait: Int64
  private let timeout: Int64

  package init(
    _ request: ExportRequest, region: String, project: String, store: Store, peer: ExportPeer,
    longestWait: Int64, timeout: Int64
  ) {
    self.request = request
    self.region = region
    self.project = project
    self.store = store
    self.peer = peer
    self.longestWait = longestWait
    self.timeout = timeout
  }

  /// The file of the job, which may be one called `id` of somebody else.
  ///
  /// - Throws: status 69 where the job failed, 75 where it has not ended in time.
  package func perform(resuming id: String?) throws -> Outcome {
    let (job, isNew) = try noted(id)
    let jobID = try job.jobID ?? (isNew ? nil : adopted(job)) ?? created(job)
    let deadline = peer.now() + timeout
    var waits: [Int64] = [5_000, 10_000]
    while true {
      let answer = try answer(about: jobID, job)
      if let file = try file(of: answer, job) { return Outcome(jobID: jobID, file: file, job: job) }
      let wait = min(waits.isEmpty ? 30_000 : waits.removeFirst(), longestWait)
      guard peer.now() + wait <= deadline else {
        throw RunFault(.tryAgain, "the job \(jobID) is not done yet: run it again to go on")
      }
      peer.wait(Int(wait))
    }
  }

  /// Notes that the file is at `path`.
  package func kept(_ outcome: Outcome, at path: String) throws {
    let digest = outcome.file.withUnsafeBytes { SHA256($0).hex }
    try desk { try $0.kept(outcome.job, file: path, sha256: digest) }
  }

  private func desk<T>(_ body: (VDMJobDesk) throws -> T) throws -> T {
    try store.write { view in
      let project = try Project.named(self.project, create: true, view)
      return try body(VDMJobDesk(project, region: region, view))
    }
  }

  private func noted(_ id: String?) throws -> (job: StoredExportJob, isNew: Bool) {
    try desk { desk in
      let text = request.body.text
      if let found = try desk.find(request: text, id: id) { return (found, false) }
      return (try desk.add(request: text, id: id, at: peer.now()), true)
    }
  }

  private func created(_ job: StoredExportJob) throws -> String {
    let answer: JSON
    do {
      answer = try peer.create(request.body)
    } catch {
      if peer.isRefusal(error) { try desk { try $0.remove(job) } }
      throw error
    }
    guard let id = answer["JobId"]?.string else {
      throw RunFault(.unavailable, "expected a JobId from SES, found none")
    }
    try desk { try $0.created(job, id: id) }
    return id
  }

  /// Clocks may differ so much, in milliseconds.
  private static let tolerance: Int64 = 300_000

  /// The job that an earlier run asked for without hearing the answer.
  private func adopted(_ job: StoredExportJob) throws -> String? {
    var next: JSON?
    repeat {
      var question: JSON = ["ExportSourceType": .string(request.kind), "PageSize": .integer(100)]
      question["NextToken"] = next
      let page = try peer.list(question)
      for found in page["ExportJobs"]?.array ?? [] {
        guard let id = found["JobId"]?.string, let created = found["CreatedTimestamp"]?.double,
          Int64(created * 1000) > job.created.milliseconds - Self.tolerance,
          try isOurs(id)
        else { continue }
        try desk { try $0.created(job, id: id) }
        return id
      }
      next = page["NextToken"]
    } while next?.string != nil
    return nil
  }

  /// Whether the job called `id` answers our question, and is of no other run.
  private func isOurs(_ id: String) throws -> Bool {
    if try desk({ try $0.find(request: "", id: id) }) != nil { return false }
    let answer = try peer.get(id)
    let format = answer["ExportDestination"]?["DataFormat"]
    guard format == request.body["ExportDestination"]?["DataFormat"],
      let theirs = answer["ExportDataSource"], let ours = request.body["ExportDataSource"]
    else { return false }
    return Self.plain(theirs) == Self.plain(ours)
  }

  /// A text that is the same whatever the order of members and the form of numbers.
  private static func plain(_ json: JSON) -> String {
    if let members = json.members {
      let texts = members.map { JSON.string($0.name).text + ":" + plain($0.value) }
      return "{" + texts.sorted().joined(separator: ",") + "}"
    }
    if let items = json.array { return "[" + items.map(plain).joined(separator: ",") + "]" }
    return json.double.map { "\($0)" } ?? json.text
  }

  /// What SES says of the job. One that it does not know has failed, or nobody would ask anew.
  private func answer(about id: String, _ job: StoredExportJob) throws -> JSON {
    do {
      return try peer.get(id)
    } catch {
      if peer.isUnknownJob(error) {
        try desk { try $0.polled(job, status: "FAILED", error: "\(error)", at: peer.now()) }
      }
      throw error
    }
  }

  /// The file, where the job is done.
  private func file(of answer: JSON, _ job: StoredExportJob) throws -> [UInt8]? {
    let status = answer["JobStatus"]?.string ?? ""
    let reason = answer["FailureInfo"]?["ErrorMessage"]?.string
    switch status {
    case "FAILED", "CANCELLED":
      try desk { try $0.polled(job, status: status, error: reason, at: peer.now()) }
      let id = answer["JobId"]?.string ?? job.jobID ?? ""
      throw RunFault(.unavailable, "the job \(id) is \(status): \(reason ?? "no reason given")")
    case "COMPLETED":
      guard let url = answer["ExportDestination"]?["S3Url"]?.string else {
        throw RunFault(.unavailable, "expected an S3Url of a job that is done, found none")
      }
      guard let file = try peer.download(url) else {
        throw RunFault(.tryAgain, "the link to the file has ended: run it again for another")
      }
      return file
    default:
      // `PROCESSING`, and what SES may call it tomorrow.
      try desk {
        try $0.polled(
          job, status: status == "CREATED" ? status : "PROCESSING", error: nil, at: peer.now())
      }
      return nil
    }
  }
}

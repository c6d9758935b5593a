import DueSystem
import GRDB

/// An export job at SES: a row of `vdm_job`.
package struct StoredExportJob: Sendable, Equatable {
  package let seq: Int64
  package var jobID: String?
  package var status: String
  package var created: Instant
}

/// Notes what was asked of SES before it is asked, and what came of it.
package struct VDMJobDesk {
  private let project: Project
  private let region: String
  private let database: StoreView

  package init(_ project: Project, region: String, _ database: StoreView) {
    self.project = project
    self.region = region
    self.database = database
  }

  /// The job that was asked for with `request` and has not ended, or the one called `id`.
  package func find(request: String, id: String?) throws -> StoredExportJob? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT seq, job_id, status, created FROM vdm_job WHERE project = ? AND region = ?
          AND CASE WHEN ?3 IS NULL THEN request = ?4
            AND status IN ('REQUESTED', 'CREATED', 'PROCESSING') ELSE job_id = ?3 END
        ORDER BY seq DESC LIMIT 1
        """, arguments: [project.seq, region, id, request])
    return row.map {
      StoredExportJob(
        seq: $0[0], jobID: $0[1], status: $0[2], created: Instant(milliseconds: $0[3]))
    }
  }

  /// Notes a job that is about to be asked for, or the one called `id` of somebody else.
  package func add(request: String, id: String?, at now: Instant) throws -> StoredExportJob {
    let status = id == nil ? "REQUESTED" : "CREATED"
    try database.execute(
      sql: """
        INSERT INTO vdm_job (project, region, request, job_id, status, created)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [project.seq, region, request, id, status, now.milliseconds])
    return StoredExportJob(
      seq: database.lastInsertedRowID, jobID: id, status: status, created: now)
  }

  /// Takes back a job that SES refused.
  package func remove(_ job: StoredExportJob) throws {
    try database.execute(sql: "DELETE FROM vdm_job WHERE seq = ?", arguments: [job.seq])
  }

  package func created(_ job: StoredExportJob, id: String) throws {
    try database.execute(
      sql: "UPDATE vdm_job SET job_id = ?, status = 'CREATED' WHERE seq = ?",
      arguments: [id, job.seq])
  }

  package func polled(_ job: StoredExportJob, status: String, error: String?, at now: Instant)
    throws
  {
    try database.execute(
      sql: "UPDATE vdm_job SET status = ?, error = ?, polled = ? WHERE seq = ?",
      arguments: [status, error, now.milliseconds, job.seq])
  }

  /// Notes that the file of the job is where its user wanted it.
  package func kept(_ job: StoredExportJob, file: String, sha256: String) throws {
    try database.execute(
      sql: "UPDATE vdm_job SET status = 'COMPLETED', file = ?, sha256 = ? WHERE seq = ?",
      arguments: [file, sha256, job.seq])
  }
}

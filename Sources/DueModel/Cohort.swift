import DueSystem

/// The hundredth of all endpoints that an endpoint belongs to, 0 to 99: what holdouts and
/// treatments are drawn by.
///
/// Pinpoint draws one at random and keeps it as `CohortId`. An endpoint that came without one has
/// the cohort of its id, so that it is the same in every run and every store: the SHA-256 digest
/// of the id, read as one number with its first byte highest, modulo 100.
package enum Cohort {
  package static func of(id: Bytes) -> Int {
    // 256 modulo 100 carries the remainder from byte to byte.
    SHA256(id).bytes.reduce(0) { ($0 * 256 + Int($1)) % 100 }
  }
}

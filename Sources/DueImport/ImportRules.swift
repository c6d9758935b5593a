import DueFormats
import DueModel
import DueStore
import DueSystem

/// What an import is to do, beside reading its files.
package struct ImportRules {
  /// What becomes of the segment of the file's members.
  package enum Target: Sendable, Equatable {
    case none
    /// The segment of that name, or that id.
    case segment(name: String, id: String?)
  }

  package var format: RecordFormat?
  /// Cleans files as the original import system did; nil for files as they are.
  package var legacyCleaning: (() -> LegacyCleaning)?
  package var columns = ColumnRules()
  package var target = Target.none
  /// Adds to the members that the segment has.
  package var appends = false
  /// `RegisterEndpoints`, as the response tells it.
  package var registers = true
  /// An endpoint takes its address over from others.
  package var takesAddresses = true
  /// Of records that have times of their own the latest stands, in whatever order they come.
  package var keepsNewer = false
  /// Endpoints of the project that the files do not have become INACTIVE.
  package var isFullSync = false
  /// Pinpoint's limits are rules.
  package var isStrictPinpoint = false
  /// A record of an endpoint, or a project, that is not there makes it.
  package var createsEndpoints = true
  /// Files are CSV whose one column is `Id`: they say who is a member, and change no endpoint.
  package var hasIDsAlone = false
  /// What is taken from endpoints, or users, that the files do not have.
  package var clearsOthers: [MapMember] = []
  /// Opens a file by its name, as one that waits for nobody.
  package var openFile: (String) throws -> ByteSource = { try ByteSource.spooled($0) }
  /// Nothing is kept.
  package var isDryRun = false

  package init() {}
}

extension ImportRules {
  /// Opens a file as the rules have it; what comes from a pipe is read to its end first, so that
  /// no other program is waited for while the store is locked.
  func open(_ path: String) throws -> any PatchSource {
    var bytes = try openFile(path)
    var limits = PinpointLimits()
    limits.isStrict = isStrictPinpoint
    if let legacyCleaning {
      let name = bytes.name
      let scratch = try ScratchFile.make()
      var cleaning = legacyCleaning()
      try cleaning.clean(bytes) { try scratch.write($0) }
      return try CSVPatchSource(scratch.reopened(as: name), rules: columns, limits: limits)
    }
    switch try RecordFormat.of(&bytes, told: format) {
    case .csv: return try CSVPatchSource(bytes, rules: columns, limits: limits)
    case .jsonl: return JSONPatchSource(bytes, cleaning: columns.cleaning, limits: limits)
    }
  }
}

import DueSystem
import Glibc

/// Tables that come with due and are found where due is.
package enum DataFile {
  /// Where the table called `name` lies.
  ///
  /// `$DUE_DATA`, when it is set; else `share/due` beside the directory of the commands, where
  /// `make install` puts it; else `data` of the source tree that the command was built in.
  ///
  /// - Throws: status 78 when it is in none of them.
  package static func path(_ name: String) throws -> String {
    if let directory = environment("DUE_DATA") { return "\(directory)/\(name)" }
    let commands = directory(of: try executable())
    let installed = "\(commands)/../share/due/\(name)"
    if access(installed, R_OK) == 0 { return installed }
    var parent = commands
    while parent != "/", parent != "." {
      let path = "\(parent)/data/\(name)"
      if access(path, R_OK) == 0 { return path }
      parent = directory(of: parent)
    }
    throw RunFault(
      .configuration, "expected \(name) in \(commands)/../share/due, found none: set DUE_DATA")
  }

  private static func executable() throws -> String {
    guard let path = realpath("/proc/self/exe", nil) else { throw systemFault("/proc/self/exe") }
    defer { free(path) }
    return String(cString: path)
  }
}

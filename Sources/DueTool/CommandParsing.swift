import ArgumentParser
import DueSystem

extension ParsableCommand {
  /// Parses `arguments`, then once more with the settings that the command they name can take.
  ///
  /// - Parameter given: becomes the settings that were taken.
  /// - Throws: status 78 for a setting whose value is wrong.
  static func parse(_ arguments: [String], given: inout [Settings.Given]) throws
    -> any ParsableCommand
  {
    let command = try parse(arguments)
    let store = Settings.store(in: arguments)
    guard let type = type(of: command) as? any DueCommand.Type, Settings.isAny(in: store) else {
      return command
    }
    let declared = DeclaredOptions(type)
    var names = type.settings
    if declared.has("project"), !type.meansAllProjects { names.append("project") }
    guard declared.has("store") || !names.isEmpty else { return command }
    let settings = try Settings(store: store)
    given = try settings.given(for: names, notIn: arguments)
    if given.isEmpty { return command }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    let (typed, rest) = (arguments[..<end], arguments[end...])
    do {
      return try parseAsRoot(typed + given.map(\.argument) + rest)
    } catch {
      for one in given {
        do {
          _ = try parseAsRoot(typed + [one.argument] + rest)
        } catch {
          throw one.fault(UsageWords(Self.self, arguments)(message(for: error)))
        }
      }
      throw error
    }
  }

  /// As `parseAsRoot`; of an option that there is not and an operand that is missing, the option is
  /// told, for it may be all that is wrong.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      guard message(for: error).hasPrefix("Missing expected argument") else { throw error }
      do {
        _ = try parseAsRoot(arguments + ["-"])
      } catch let other where message(for: other).hasPrefix("Unknown option") {
        throw other
      } catch {}
      throw error
    }
  }
}

extension [Settings.Given] {
  /// A fault of usage that finds fault with the value of a setting is a fault of the setting.
  func blamed(for fault: any Fault) -> any Fault {
    guard fault.exitStatus == .usage else { return fault }
    let one = first { !$0.value.isEmpty && fault.description.contains("found '\($0.value)'") }
    return one?.fault(fault.description) ?? fault
  }
}

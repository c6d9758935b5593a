import ArgumentParser
import DueImport
import DuePhones
import DueSystem
import DueTool

/// How dirty files are cleaned.
struct CleaningOptions: ParsableArguments {
  @Option(
    defaultAsFlag: CleanMode.proper,
    help: ArgumentHelp(
      "Mend phone numbers, leave out duplicates; 'legacy' cleans as the original system did.",
      valueName: "legacy"))
  var clean: CleanMode?

  @Option(
    help: ArgumentHelp(
      "With --clean, take numbers without a country to be of COUNTRY, such as GB.",
      valueName: "country"))
  var defaultCountry: String?

  @Flag(help: "With --clean, take ten digits of no country to be of the United States.")
  var assumeUs = false

  /// The operand that the parser took for the value of `--clean`.
  var operand: String? {
    if case .operand(let file) = clean { return file }
    return nil
  }

  func apply(to rules: inout ImportRules) throws {
    let home = HomeRules(defaultRegion: try region(), assumesUnitedStates: assumeUs)
    guard let clean else { return }
    let phones = try PhoneDirectory(home)
    if case .legacy = clean {
      rules.legacyCleaning = {
        LegacyCleaning(assumesUnitedStates: true) { phones.look(up: $0, $1) }
      }
    } else {
      rules.columns.cleaning = PhoneCleaning { phones.look(up: $0, $1) }
      if rules.columns.extra == .error { rules.columns.extra = .attributes }
    }
  }
}

extension CleaningOptions {
  private func region() throws -> RegionCode? {
    guard let defaultCountry else { return nil }
    guard let code = RegionCode(defaultCountry), code != .world else {
      throw RunFault(
        .usage,
        "expected a country that has phone numbers, such as GB, in --default-country, "
          + "found '\(defaultCountry)'")
    }
    return code
  }
}

/// `--clean`, or `--clean legacy`.
enum CleanMode: ExpressibleByArgument, CustomStringConvertible {
  case proper
  case legacy
  /// `--clean` alone, before this operand.
  case operand(String)

  init?(argument: String) { self = argument == "legacy" ? .legacy : .operand(argument) }

  var description: String { "proper" }
}

/// The numbering plans, asked as cleaning asks.
final class PhoneDirectory {
  private let book: PhoneBook
  private let home: HomeRules

  init(_ home: HomeRules) throws {
    let loaded = try PhoneBook.load(DataFile.path("phone-numbers.dat"), home: home.defaultRegion)
    book = loaded
    self.home = home
  }

  func look(up number: Bytes, _ country: Bytes) -> CleanNumber {
    var found = CleanNumber()
    let verdict = book.validate(number, location: RegionCode(country), rules: home)
    guard let facts = verdict.facts else { return found }
    found.isValid = verdict.isValid
    var e164 = ByteBuffer(capacity: 24)
    book.appendE164(facts.number, to: &e164)
    found.e164 = e164.string
    found.country = facts.region.flatMap { $0 == .world ? nil : "\($0)" }
    found.type = "\(verdict.type.name)"
    found.typeCode = Int(verdict.type.rawValue)
    if !facts.carrier.isEmpty { found.carrier = book.string(facts.carrier) }
    if !facts.zones.isEmpty {
      found.timezone = book.string(facts.zones).split(separator: ";").first.map(String.init)
    }
    return found
  }
}

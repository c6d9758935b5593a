import ArgumentParser
import DuePhones
import DueTool

/// How numbers are read.
package struct NumberOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take numbers without a country to be of COUNTRY, such as GB.", valueName: "country"))
  package var defaultCountry: Country?

  @Flag(help: "Take ten digits of no country to be a number of the United States.")
  package var assumeUs = false

  package init() {}

  package var rules: HomeRules {
    HomeRules(defaultRegion: defaultCountry?.code, assumesUnitedStates: assumeUs)
  }
}

/// A country as two letters.
package struct Country: ExpressibleByArgument, ExpectedValue {
  package static let expected = "a country that has phone numbers, such as GB"
  package let code: RegionCode

  package init?(argument: String) {
    guard let code = RegionCode(argument), code != .world else { return nil }
    self.code = code
  }
}

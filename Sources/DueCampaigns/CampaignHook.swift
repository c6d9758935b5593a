/// Who is asked about members before their messages are made: Pinpoint's campaign hook.
///
/// Source: Pinpoint API, `CampaignHook`; `Program` is ours.
package struct CampaignHook: Sendable, Equatable {
  /// `exec:COMMAND`, `coproc:COMMAND` or an address; nil where only what ran in AWS is named.
  package let program: String?
  /// What Pinpoint asked: a function or an address.
  package let original: String?
  /// The hook was to deliver the messages, not to filter and fill in.
  let delivers: Bool

  /// The member of a definition's `Hook` that names a program. It is ours.
  package static let programMember = "Program"

  /// nil where nobody is named.
  init?(_ members: Members?) throws(DefinitionFault) {
    guard let members else { return nil }
    let function = try members.string("LambdaFunctionName")
    // A path is no name of a function: who wrote one meant a program here.
    let path = function.flatMap { name in
      ["/", "./", "../"].contains(where: name.hasPrefix) ? "exec:\(name)" : nil
    }
    let address = try members.string("WebUrl")
    let service = address.flatMap { $0.hasPrefix("https://") ? $0 : nil }
    program = try members.string(Self.programMember) ?? path ?? service
    original = function ?? address
    let mode = try members.parsed("Mode", as: "FILTER or DELIVERY") { word in
      word == "FILTER" || word == "DELIVERY" ? word : nil
    }
    delivers = mode == "DELIVERY"
    if program == nil, original == nil { return nil }
  }
}

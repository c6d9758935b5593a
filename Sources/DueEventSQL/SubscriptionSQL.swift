/// What a `Subscription` of SES says in all, `OptOut` or `OptIn`, as `SubscriptionChange` has it.
struct SubscriptionSQL {
  static let new: MemberPath = "subscription.newTopicPreferences.topicSubscriptionStatus"
  private static let old: MemberPath = "subscription.oldTopicPreferences.topicSubscriptionStatus"

  private let dialect: any Dialect

  init(_ dialect: any Dialect) { self.dialect = dialect }

  var status: String {
    """
    CASE
        WHEN \(isOutOfAll("new"))
          OR \(hasTopic("OptOut")) THEN 'OptOut'
        WHEN \(isOutOfAll("old"))
          OR \(hasTopic("OptIn")) THEN 'OptIn' END
    """
  }

  private func isOutOfAll(_ age: String) -> String {
    let path = MemberPath(stringLiteral: "subscription.\(age)TopicPreferences.unsubscribeAll")
    return dialect.isTrue(.ses, path)
  }

  /// Whether a topic has that status, and had it not before.
  private func hasTopic(_ status: String) -> String {
    func member(_ name: String, _ item: String) -> String {
      dialect.member(name, ofItem: item)
    }
    let before = dialect.has(
      .ses, Self.old, item: "former",
      where: "\(member("subscriptionStatus", "former")) = '\(status)'\n"
        + "            AND \(member("topicName", "former")) = \(member("topicName", "topic"))")
    return dialect.has(
      .ses, Self.new, item: "topic",
      where: "\(member("subscriptionStatus", "topic")) = '\(status)'\n          AND NOT \(before)")
  }
}

/// Every section that can be asked for by its name; what a funnel and a timeline are of is an
/// option of its own.
package enum Sections {
  package static let all = [
    EmailSections.days, EmailSections.totals, EmailSections.providers,
    CampaignSections.campaigns, CampaignSections.treatments, CampaignSections.sends,
    CampaignSections.journeys,
    TextSections.days, TextSections.countries, TextSections.reasons,
    CampaignSections.others,
  ]

  /// How many events there are in the period.
  package static let count = "SELECT coalesce(sum(events), 0) \(Scope.days)"
}

import Testing

@testable import DueEvents

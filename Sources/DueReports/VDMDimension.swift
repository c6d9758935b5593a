import DueModel

/// What a report tells apart.
package enum VDMDimension: String, Sendable, CaseIterable {
  case identity = "EMAIL_IDENTITY"
  case configurationSet = "CONFIGURATION_SET"
  case isp = "ISP"
}

/// The values of a message in every dimension.
package struct VDMPlace: Sendable, Hashable {
  package var identity: String
  package var configurationSet: String
  package var isp: String

  package init(identity: String, configurationSet: String, isp: String) {
    self.identity = identity
    self.configurationSet = configurationSet
    self.isp = isp
  }

  package subscript(dimension: VDMDimension) -> String {
    get {
      switch dimension {
      case .identity: identity
      case .configurationSet: configurationSet
      case .isp: isp
      }
    }
    set {
      switch dimension {
      case .identity: identity = newValue
      case .configurationSet: configurationSet = newValue
      case .isp: isp = newValue
      }
    }
  }
}

/// What happened in one place on one day, or in the bucket that begins with it.
package struct VDMCell: Sendable, Equatable {
  package var day: Day
  package var place: VDMPlace
  package var volumes: VDMVolumes

  package init(day: Day, place: VDMPlace, volumes: VDMVolumes) {
    self.day = day
    self.place = place
    self.volumes = volumes
  }
}

/// A value that a dimension must have: `EMAIL_IDENTITY=example.com`.
package struct VDMFilter: Sendable, Equatable {
  package var dimension: VDMDimension
  package var value: String

  package init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="),
      let dimension = VDMDimension(rawValue: String(text[..<equals]))
    else { return nil }
    self.dimension = dimension
    value = String(text[text.index(after: equals)...])
    if value.isEmpty { return nil }
  }
}

extension [VDMFilter] {
  /// Whether `place` has one of the values asked for in each dimension that is asked for.
  package func admit(_ place: VDMPlace) -> Bool {
    VDMDimension.allCases.allSatisfy { dimension in
      let wanted = filter { $0.dimension == dimension }
      return wanted.isEmpty || wanted.contains { $0.value == place[dimension] }
    }
  }
}

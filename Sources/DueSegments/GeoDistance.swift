import Glibc

extension GeoPoint {
  /// The mean radius of the earth in kilometres (IUGG).
  private static let radius = 6371.0088

  /// The great-circle distance to `other` in kilometres, by the haversine formula.
  package func kilometers(to other: GeoPoint) -> Double {
    let latitudes = (latitude * .pi / 180, other.latitude * .pi / 180)
    let northward = sin((latitudes.1 - latitudes.0) / 2)
    let eastward = sin((other.longitude - longitude) * .pi / 360)
    let h = northward * northward + cos(latitudes.0) * cos(latitudes.1) * eastward * eastward
    return 2 * Self.radius * asin(min(1, h.squareRoot()))
  }
}

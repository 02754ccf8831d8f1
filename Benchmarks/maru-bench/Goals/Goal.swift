/// One thing to measure and how good it should be; `shared` with the yardsticks' own list by its id.
struct Goal: Sendable, Encodable {
  /// Which way is good.
  enum Better: String, Sendable, Encodable {
    case higher
    case lower
  }
  /// How far a figure gets.
  enum Verdict: String, Sendable {
    case stretch
    case target
    case floor
    case below = "BELOW FLOOR"
  }

  /// `P1` … `P17` of the yardsticks; others are this project's own.
  let id: String
  let what: String
  /// What stands beside it in the same run; nil where the figure stands alone.
  let yardstick: String?
  /// The unit of the two figures that a ratio is made of, or of the figure that stands alone.
  let unit: String
  /// The unit of floor, target and stretch: `×` for a ratio.
  let measure: String
  let better: Better
  let floor: Double
  let target: Double
  let stretch: Double
  /// Whether the hub flushes what it answers, so that the disk's own speed belongs beside the figure.
  var isDurable = false

  func verdict(_ value: Double) -> Verdict {
    func reaches(_ bound: Double) -> Bool { better == .higher ? value >= bound : value <= bound }
    if reaches(stretch) { return .stretch }
    if reaches(target) { return .target }
    return reaches(floor) ? .floor : .below
  }
}

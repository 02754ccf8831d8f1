/// How a load is driven.
enum LoadPace: Sendable {
  /// Every connection sends its next request when the answer to the last one is there.
  case closed
  /// So many requests a second whatever the server does, in even steps. Latencies count from the moment a request should
  /// have been sent, so that a stalled server cannot hide behind the requests that it kept from being sent.
  case constant(perSecond: Double)
}

/// One load: where to, how many connections, how fast, how long.
struct LoadPlan: Sendable {
  var host = "127.0.0.1"
  var port: Int
  /// Ports of other servers that share the load: connections go to each of all in turn.
  var otherPorts: [Int] = []
  var connections = 64
  var pace = LoadPace.closed
  /// Answers that come before this has passed are not counted.
  var warmUp: Duration = .seconds(1)
  /// How long answers are counted.
  var length: Duration
}

/// What a load saw.
struct LoadResult: Sendable {
  /// Right answers within the counted time.
  var answered: UInt64 = 0
  /// Right answers over the whole run, warming up included.
  var answeredInAll: UInt64 = 0
  /// Answers that were not as expected, and connections lost in mid-request; over the whole run.
  var failed: UInt64 = 0
  /// What the first failure looked like.
  var firstFailure: String?
  /// Constant rate: requests that nobody had a connection for when the run ended. Not zero means overload.
  var unsent: UInt64 = 0
  /// Of right answers within the counted time, in nanoseconds.
  var latencies = LatencyHistogram()
  /// The counted time.
  var seconds: Double = 0
  /// Processor time of the generator's thread within the whole run.
  var generatorSeconds: Double = 0
  /// Bodies of the answers whose requests asked for it.
  var answers: [[UInt8]] = []
  /// Requests that were under way when the load was broken off or a connection was lost.
  var unanswered: [LoadRequest] = []

  var perSecond: Double { seconds > 0 ? Double(answered) / seconds : 0 }
}

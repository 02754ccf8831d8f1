import CoreMetrics
import MaruDomain
import Synchronization

/// Counts and times API calls: `maru_api_calls_total{api,rsp_code}` and `maru_api_seconds{api}`.
final class CallMetrics: Sendable {
  private struct Key: Hashable {
    let api: String
    let code: ResponseCode
  }
  private let factory: any MetricsFactory
  private let timers: [String: Timer]
  private let counters = Mutex<[Key: Counter]>([:])

  /// For the APIs of these paths.
  init(apis: some Sequence<String>, factory: any MetricsFactory) {
    self.factory = factory
    timers = Dictionary(
      apis.map { ($0, Timer(label: "maru_api_seconds", dimensions: [("api", $0)], factory: factory)) },
      uniquingKeysWith: { first, _ in first })
  }

  func record(_ api: String, _ code: ResponseCode, nanoseconds: Int64) {
    timers[api]?.recordNanoseconds(nanoseconds)
    let key = Key(api: api, code: code)
    let counter = counters.withLock { counters in
      if let known = counters[key] { return known }
      let made = Counter(
        label: "maru_api_calls_total", dimensions: [("api", api), ("rsp_code", code.wire)], factory: factory)
      counters[key] = made
      return made
    }
    counter.increment()
  }
}

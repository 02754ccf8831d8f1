package import CoreMetrics
import Foundation
import Synchronization

/// A metrics backend that keeps everything in memory and prints it in the Prometheus text format (version 0.0.4).
///
/// Bounded by its callers: labels are names of APIs, codes and banks, never anything that a client sends.
package final class PrometheusRegistry: MetricsFactory {
  private struct Series {
    let label: String
    let dimensions: String
    let handler: any PrometheusSeries
  }
  private let series = Mutex<[String: Series]>([:])

  package init() {}

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    handler(label, dimensions) { PrometheusCounter() }
  }
  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    handler(label, dimensions) { PrometheusGauge() }
  }
  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate ? handler(label, dimensions) { PrometheusHistogram() } : handler(label, dimensions) { PrometheusGauge() }
  }
  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    handler(label, dimensions) { PrometheusHistogram() }
  }
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// Everything, sorted by name.
  package var text: String {
    let all = series.withLock { Array($0.values) }.sorted { ($0.label, $0.dimensions) < ($1.label, $1.dimensions) }
    var text = ""
    var last = ""
    for entry in all {
      if entry.label != last {
        text += "# TYPE \(entry.label) \(entry.handler.kind)\n"
        last = entry.label
      }
      text += entry.handler.lines(entry.label, entry.dimensions)
    }
    return text
  }

  private func handler<Handler: PrometheusSeries>(
    _ label: String, _ dimensions: [(String, String)], _ make: () -> Handler
  ) -> Handler {
    let rendered = dimensions.map { "\($0.0)=\"\(PrometheusRegistry.escaped($0.1))\"" }.joined(separator: ",")
    return series.withLock { series in
      let key = "\(label){\(rendered)}"
      if let known = series[key]?.handler as? Handler { return known }
      let made = make()
      series[key] = Series(label: label, dimensions: rendered, handler: made)
      return made
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

/// One line, or one group of lines, of the text.
private protocol PrometheusSeries: Sendable {
  var kind: String { get }
  func lines(_ label: String, _ dimensions: String) -> String
}

private func line(_ label: String, _ dimensions: String, _ value: String) -> String {
  dimensions.isEmpty ? "\(label) \(value)\n" : "\(label){\(dimensions)} \(value)\n"
}

private final class PrometheusCounter: CounterHandler, PrometheusSeries {
  private let value = Atomic<Int64>(0)
  func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }
  var kind: String { "counter" }
  func lines(_ label: String, _ dimensions: String) -> String {
    line(label, dimensions, String(value.load(ordering: .relaxed)))
  }
}

private final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusSeries {
  private let value = Mutex<Double>(0)
  func set(_ new: Int64) { value.withLock { $0 = Double(new) } }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ new: Int64) { set(new) }
  func record(_ new: Double) { set(new) }
  var kind: String { "gauge" }
  func lines(_ label: String, _ dimensions: String) -> String {
    let now = value.withLock { $0 }
    return line(label, dimensions, now == now.rounded() && abs(now) < 1e15 ? String(Int64(now)) : String(now))
  }
}

/// Times in seconds, in buckets from half a millisecond to twenty seconds (a client's patience).
private final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusSeries {
  private static let bounds: [Int64] = [
    500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
    500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 20_000_000_000,
  ]
  private struct State {
    var buckets = [Int64](repeating: 0, count: PrometheusHistogram.bounds.count + 1)
    var sum: Int64 = 0
  }
  private let state = Mutex(State())

  func recordNanoseconds(_ duration: Int64) {
    let bucket = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
    state.withLock { state in
      state.buckets[bucket] += 1
      state.sum &+= duration
    }
  }
  func record(_ value: Int64) { recordNanoseconds(value) }
  func record(_ value: Double) { recordNanoseconds(Int64(value)) }
  var kind: String { "histogram" }

  func lines(_ label: String, _ dimensions: String) -> String {
    let now = state.withLock { $0 }
    var total: Int64 = 0
    var text = ""
    let before = dimensions.isEmpty ? "" : dimensions + ","
    for (index, count) in now.buckets.enumerated() {
      total += count
      let bound = index < Self.bounds.count ? String(Double(Self.bounds[index]) / 1e9) : "+Inf"
      text += line(label + "_bucket", before + "le=\"\(bound)\"", String(total))
    }
    text += line(label + "_sum", dimensions, String(Double(now.sum) / 1e9))
    text += line(label + "_count", dimensions, String(total))
    return text
  }
}

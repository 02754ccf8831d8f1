import CoreMetrics
import HTTPTypes
package import Hummingbird
import MaruContract
import MaruDomain
package import MaruHub
import NIOCore

/// What an operator's tools ask: `GET /metrics` (Prometheus text) and `GET /status` (JSON, what `maru status` prints); and
/// `GET /alive`, which any proxy may ask.
///
/// Those answer only callers on this machine, and none whose request says that a proxy handed it on: a proxy beside the hub has to say so
/// (docs/OPERATIONS.md). They name banks, APIs and counts, never a person, an account or an organisation.
package struct OperationsRoutes: Sendable {
  private let hub: Hub
  private let metrics: PrometheusRegistry
  private let departure: Departure

  package init(hub: Hub, metrics: PrometheusRegistry, departure: Departure = Departure()) {
    self.hub = hub
    self.metrics = metrics
    self.departure = departure
  }

  /// Adds the endpoints to a router.
  package func add(to router: Router<GatewayContext>) {
    // For a proxy that looks whether the process works: whether its database does, calls are told themselves.
    let departure = departure
    router.get("/alive") { _, _ in
      // 404 is what haproxy takes for "nothing new, please" (http-check disable-on-404); calls are answered all the same.
      guard !departure.isNear else { throw HTTPError(.notFound) }
      return Response(
        status: .ok, headers: [.contentType: "text/plain"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "alive\n")))
    }
    router.get("/metrics") { _, context in
      guard context.sender.isLocal else { throw HTTPError(.notFound) }
      await refresh()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text)))
    }
    router.get("/status") { _, context in
      guard context.sender.isLocal else { throw HTTPError(.notFound) }
      return HTTPAnswer(json: try await status(), status: .ok).response
    }
  }

  /// Gauges are measured when somebody looks.
  private func refresh() async {
    await hub.lookAtStore()
    let trouble = hub.health.trouble
    for state in ["unwritable", "damaged"] {
      gauge("maru_store_in_trouble", ("state", state)).set(Int64(trouble?.code == state ? 1 : 0))
    }
    if let stranded = try? await hub.strandedMoney() {
      for stage in TransferStage.openCodes {
        let found = stranded.stages.first { $0.code == stage }
        gauge("maru_open_transfers", ("stage", stage)).set(found?.count ?? 0)
        gauge("maru_open_transfers_won", ("stage", stage)).set(found?.amount ?? 0)
        gauge("maru_open_transfers_oldest_seconds", ("stage", stage)).set(found?.oldestSeconds ?? 0)
        gauge("maru_open_transfers_stage_seconds", ("stage", stage)).set(found?.stageSeconds ?? 0)
        gauge("maru_open_transfers_overdue", ("stage", stage)).set(Int64(found?.isOverdue ?? false ? 1 : 0))
      }
      gauge("maru_oldest_open_transfer_seconds").set(stranded.oldestSeconds ?? 0)
    }
    if let letters = try? await hub.letterCounts() {
      gauge("maru_letters_waiting").set(letters.waiting)
      gauge("maru_letters_failed").set(letters.failed)
      let age = letters.oldest.map { max(0, hub.world.now().milliseconds(since: $0) / 1_000) }
      gauge("maru_letters_oldest_seconds").set(age ?? 0)
    }
    for bank in hub.bankConditions {
      let label = ("bank", bank.bank.text)
      gauge("maru_bank_calls_answered", label).set(bank.answered)
      gauge("maru_bank_calls_silent", label).set(bank.silent)
      gauge("maru_bank_calls_kept_back", label).set(bank.keptBack)
      gauge("maru_bank_calls_under_way", label).set(Int64(bank.underWay))
      gauge("maru_bank_available", label).set(Int64(bank.status == .available ? 1 : 0))
    }
  }

  private func gauge(_ label: String, _ dimensions: (String, String)...) -> Meter {
    Meter(label: label, dimensions: dimensions, factory: metrics)
  }

  private func status() async throws -> [UInt8] {
    await hub.lookAtStore()
    let condition = try await hub.condition()
    let stranded = condition.stranded
    var json = JSONWriter(capacity: 2048)
    json.openObject()
    json.put("now_dtime", condition.now.dateTime.wire)
    json.put("store_state", condition.trouble?.code ?? "sound")
    json.put("store_trouble", condition.trouble?.text ?? "")
    json.put("open_cnt", String(stranded.count))
    json.put("oldest_open_seconds", stranded.oldestSeconds.map { String($0) } ?? "")
    json.put("overdue_yn", stranded.stages.contains(where: \.isOverdue) ? "Y" : "N")
    json.openArray("open")
    for stage in stranded.stages {
      json.openObject()
      json.put("stage", stage.code)
      json.put("cnt", String(stage.count))
      json.put("amt", String(stage.amount))
      json.put("oldest_seconds", String(stage.oldestSeconds))
      json.put("stage_seconds", String(stage.stageSeconds))
      json.put("bound_seconds", String(stage.boundSeconds))
      json.closeObject()
    }
    json.closeArray()
    json.openArray("banks")
    for bank in condition.banks {
      json.openObject()
      json.put("bank_code_std", bank.bank.text)
      json.put("bank_name", bank.name)
      json.put("bank_status", bank.status.rawValue)
      json.put("answered", String(bank.answered))
      json.put("silent", String(bank.silent))
      json.put("kept_back", String(bank.keptBack))
      json.closeObject()
    }
    json.closeArray()
    json.put("last_settled_date", condition.lastSettled?.wire ?? "")
    json.put("open_breaks", String(condition.openBreaks))
    json.put("letters_waiting", String(condition.letters.waiting))
    json.put("letters_failed", String(condition.letters.failed))
    json.closeObject()
    return json.bytes
  }
}

import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore
import NIOCore

/// Scenarios that a developer saves by name, takes away as a file, and brings in from one.
struct ScenarioScreen: Sendable {
  let site: Site
  let bed: SiteTestBed

  func add(to router: Router<GatewayContext>) {
    let (path, simulator) = ("\(AppsScreen.path)/:client/simulator", SimulatorScreen(site: site, bed: bed))
    simulator.post("\(path)/save", on: router) { visit, app in
      let rules = bed.scripts.entries(of: app.client.id).map(\.rule)
      return try await save(try Scenario(visit.field("name"), rules), visit, app, playing: false)
    }
    simulator.post("\(path)/import", on: router) { visit, app in
      try await save(try Scenario(json: Array(visit.field("file").utf8)), visit, app, playing: true)
    }
    simulator.post("\(path)/play", on: router) { visit, app in
      guard let saved = try await find(visit.field("name"), of: app) else { return done(app, "gone") }
      bed.scripts.set(try Scenario(json: Array(saved.file.utf8)).rules, for: app.client.id)
      return done(app, "playing")
    }
    simulator.post("\(path)/forget", on: router) { visit, app in
      let name = visit.field("name")
      try await site.hub.store.write { try ScenarioTable.remove(name, of: app.client.id, in: $0) }
      return done(app, "gone")
    }
    site.get("\(path)/scenario.json", for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in
        guard let saved = try await find(visit.parameter("name"), of: app) else { return done(app, "gone") }
        return export(saved)
      }
    }
  }

  private func find(_ name: String, of app: TestApp) async throws -> SavedScenario? {
    try await site.hub.store.read { try ScenarioTable.all(of: app.client.id, in: $0) }.first { $0.name == name }
  }

  private func save(
    _ scenario: Scenario, _ visit: SiteVisit, _ app: TestApp, playing: Bool
  ) async throws -> Site.Answer {
    let saved = SavedScenario(
      name: scenario.name, file: String(decoding: scenario.json, as: UTF8.self), savedAt: site.hub.world.now())
    guard try await site.hub.store.write({ try ScenarioTable.save(saved, of: app.client.id, in: $0) }) else {
      return try await SimulatorScreen(site: site, bed: bed).show(
        visit, app,
        error: visit.text("시나리오는 \(ScenarioTable.most)개까지입니다.", "\(ScenarioTable.most) scenarios are the most."))
    }
    if playing { bed.scripts.set(scenario.rules, for: app.client.id) }
    return done(app, playing ? "playing" : "saved")
  }

  private func done(_ app: TestApp, _ what: String) -> Site.Answer {
    site.redirect("\(SimulatorScreen.link(app))?done=\(what)")
  }

  private func export(_ saved: SavedScenario) -> Site.Answer {
    let text = (try? JSONReader.read(Array(saved.file.utf8))).map { PrettyJSON.text($0) } ?? saved.file
    return site.file("scenario.json", type: "application/json; charset=utf-8", text + "\n")
  }

  /// How a program plays a scenario: on a hub of its own from the start, or on this one at any time.
  static func program(_ origin: String, _ app: TestApp) -> String {
    """
    # a hub of your own
    maru serve --scenario scenario.json

    # Python
    maru.play(json.load(open("scenario.json")))

    // JavaScript
    await maru.play(JSON.parse(await readFile("scenario.json", "utf8")));

    # this hub, by curl
    jq '. + {client_id: "\(app.client.id)", client_secret: env.CLIENT_SECRET}' scenario.json |
      curl '\(origin)/testbed/scenarios' -d @-

    // Swift
    try await maru.testBedPlay(try Scenario(json: [UInt8](file)).rules)
    """
  }
}

extension Scenario {
  /// What was typed and what is in force. Throws A0004 for a name that is none.
  init(_ name: String, _ rules: [ScriptRule]) throws(HubError) {
    let trimmed = name.split(separator: " ").joined(separator: " ")
    self.init(name: trimmed, rules: rules)
    // Read as a file is, so that what is saved can be loaded.
    self = try Scenario(json: json)
  }
}

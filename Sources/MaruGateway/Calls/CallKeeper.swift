import MaruContract
import MaruDomain
package import MaruHub
import MaruStore
import NIOCore
import Synchronization

/// Keeps what calls that developers look at on their site asked and were answered: beside the call, never before its answer, and never
/// for an organisation that is not of that site.
package final class CallKeeper: Sendable {
  /// The token endpoint's name among the APIs, as the documentation has it.
  package static let tokenAPI = "oauth/token"
  /// Whose calls are kept, and what of them.
  package enum Subject: Sendable {
    /// Those of apps in test, whole but for what opens something: their people are invented.
    case appsInTest
    /// Those of live services, in which a person is a number at most (``LiveMask``).
    case liveServices

    fileprivate func includes(_ organisation: OrganisationCode) -> Bool {
      switch self {
      case .appsInTest: organisation.isOfDeveloperSite
      case .liveServices: organisation.isOfLiveService
      }
    }

    /// So many wait at most; what comes when it is full is not kept. They are written beside the money: of services that are busy a part
    /// will do.
    fileprivate var bound: Int {
      switch self {
      case .appsInTest: 1_024
      case .liveServices: 128
      }
    }
  }
  /// So many of a client's calls with an expired token are written at a time: whoever once had a token could push out all others.
  static let mostExpired = 16
  /// Bytes of a request or answer; what is longer is cut.
  private static let longest = 16 << 10
  /// So many refusals are looked back at for what a call may have handled.
  private static let lookedBack = 50
  private let hub: Hub
  private let subject: Subject
  private let waiting = Mutex<[KeptCall]>([])
  private let turns = Turns()

  package init(hub: Hub, _ subject: Subject = .appsInTest) {
    self.hub = hub
    self.subject = subject
  }

  /// Takes a call over; costs anybody else's call one comparison.
  func keep(
    _ request: IncomingRequest, _ answer: HTTPAnswer, _ client: ClientID, of organisation: OrganisationCode,
    user: UserSeqNo? = nil, api: String, code: ResponseCode, stamp: CallStamp, microseconds: Int64
  ) {
    guard subject.includes(organisation) else { return }
    var asked = request.query
    if case .whole(let body) = request.body, body.readableBytes > 0 { asked = text(of: body) }
    let call = KeptCall(
      id: stamp.id.text, client: client, api: api, code: code.wire, method: request.head.method.rawValue,
      request: asked, status: Int64(answer.status.code), answer: text(of: answer.body), at: stamp.at,
      microseconds: microseconds,
      // The console's calls alone carry a notebook. What a live service has handled is not counted, so nobody asks for the user.
      isByHand: hub.isByHand, user: subject == .appsInTest ? user : nil)
    waiting.withLock { waiting in
      guard waiting.count < subject.bound else { return }
      // No quota is before them.
      guard
        code != .tokenExpired
          || waiting.count(where: { $0.code == call.code && $0.client == client }) < CallKeeper.mostExpired
      else { return }
      waiting.append(call)
    }
  }

  /// Without NUL, which PostgreSQL keeps in no text.
  private func text(of body: ByteBuffer) -> String {
    String(decoding: body.readableBytesView.prefix(CallKeeper.longest).filter { $0 != 0 }, as: UTF8.self)
  }

  /// Fields that open something, and those that tell who somebody is everywhere: the CI, a birth date or business number.
  private static let secrets: Set<String> = [
    "wd_pass_phrase", "client_secret", "refresh_token", "access_token", "code_verifier", "code", "user_ci",
    "account_holder_info",
  ]

  /// What is not written: values of ``secrets``, however their names are spelt (`%5F` in a form, `\u005f` in JSON). A value may be
  /// cut short.
  static func masked(_ text: String) -> String {
    guard let first = text.first(where: { !$0.isWhitespace }) else { return text }
    return first == "{" || first == "[" ? maskedJSON(text) : maskedForm(text)
  }

  private static func maskedJSON(_ text: String) -> String {
    guard text.contains("\\") || secrets.contains(where: { text.contains("\"\($0)\"") }) else { return text }
    var mask = JSONMask(Array(text.utf8))
    return mask.masked(secrets)
  }

  private static func maskedForm(_ text: String) -> String {
    text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      guard let end = pair.firstIndex(of: "=") else { return String(pair) }
      // What cannot be read might have been any of them.
      let name = RequestMembers.decoded(pair[..<end].utf8)
      return name.map(secrets.contains) ?? true ? "\(pair[...end])•••" : String(pair)
    }.joined(separator: "&")
  }

  /// Writes what waits, and returns when everything taken over before is written, whoever writes it: a page that shows the calls
  /// would otherwise miss those that are on their way. What cannot be written is told in the log and let go: it is a convenience.
  package func flush() async { await turns.take { await self.write() } }

  private func write() async {
    let calls = waiting.withLock { waiting in
      defer { waiting.removeAll() }
      return waiting
    }
    guard !calls.isEmpty else { return }
    let masked = calls.map { call in
      var call = call
      switch subject {
      case .appsInTest: (call.request, call.answer) = (CallKeeper.masked(call.request), CallKeeper.masked(call.answer))
      case .liveServices:
        let mask = LiveMask(api: call.api)
        (call.request, call.answer) = (mask.masked(call.request), mask.masked(call.answer))
      }
      return call
    }
    do {
      // What an app has handled is asked of it before it goes live.
      let cures =
        subject == .appsInTest
        ? calls.compactMap { call in HandledCall.cure(call).map { (call, $0.0, $0.1) } } : []
      try await hub.store.writeMany { session in
        try KeptCallTable.append(masked, in: session)
        for (call, handled, things) in cures {
          let before = try KeptCallTable.refused(
            with: handled.codes, of: call.client, upTo: call.at, atMost: CallKeeper.lookedBack, in: session)
          if before.contains(where: { !handled.things($0).isDisjoint(with: things) }) {
            try CallTallyTable.count(call, as: handled.tally, in: session)
          }
        }
      }
    } catch {
      hub.logger.warning("calls of apps could not be kept", metadata: ["count": "\(calls.count)", "error": "\(error)"])
    }
  }

  /// Writes twice a second until cancelled, and a last time then.
  package func run() async throws {
    while !Task.isCancelled {
      do { try await hub.world.sleep(.milliseconds(500)) } catch { break }
      await flush()
    }
    await flush()
  }
}

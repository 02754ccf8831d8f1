import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// Calls of an organisation that is not live: not opened yet, suspended, ended. A0013 of section 6.3 of the wire contract.
@Suite struct ServiceStateTests {
  private func set(_ service: ServiceState, _ bench: Bench) async throws {
    let code = bench.test.client.code
    try await bench.test.hub.store.write { try OrganisationTable.setService(service, of: code, in: $0) }
    bench.test.hub.forgetOrganisation(code)
  }

  @Test(
    "every API refuses, with tokens that were good, and nothing is done",
    arguments: [ServiceState.waiting, .suspended, .ended])
  func refused(_ service: ServiceState) async throws {
    try await Bench.run { bench in
      try await set(service, bench)
      let before = try await bench.test.contents(except: ["api_call"])
      for api in APICase.all {
        let answer = try await bench.call(api)
        #expect(answer.code == "A0013" && answer.status == 200 && answer.hasHead, "\(api): \(answer.page)")
      }
      #expect(try await bench.test.contents(except: ["api_call"]) == before)
      try await set(.open, bench)
      #expect(try await bench.call(try APICase.named("bank/status")).code == "A0000")
    }
  }

  @Test("it gets no token, and nobody is asked to agree to it")
  func tokens() async throws {
    try await Bench.run { bench in
      let client = bench.test.client
      func token() async throws -> WebAnswer {
        try await bench.web.post(
          "/oauth/2.0/token", type: "application/x-www-form-urlencoded",
          body: Array(
            "grant_type=client_credentials&scope=oob&client_id=\(client.clientID)&client_secret=\(client.clientSecret)"
              .utf8))
      }
      func consent() async throws -> WebAnswer {
        try await bench.web.get(
          "/oauth/2.0/authorize2?response_type=code&client_id=\(client.clientID)&redirect_uri=\(client.redirectURI)&scope=login&auth_type=0"
        )
      }
      #expect(try await token().text("access_token").isEmpty == false)
      #expect(try await consent().status == 302)
      try await set(.suspended, bench)
      #expect(try await token().code == "A0013")
      #expect(try await consent().code == "A0013")
    }
  }

  @Test("the token is looked at before the service, the service before scope and fields")
  func order() async throws {
    try await Bench.run { bench in
      try await set(.suspended, bench)
      #expect(try await bench.web.get("/v1.0/account/balance", token: "unknown").code == "O0002")
      #expect(try await bench.web.get("/v1.0/account/balance", token: bench.organisationToken).code == "A0013")
      #expect(try await bench.web.get("/v1.0/account/balance", token: bench.userToken).code == "A0013")
    }
  }

  @Test("with the keys of a live service: refused until it is opened, served, refused from the moment it is suspended")
  func life() async throws {
    try await Bench.run { bench in
      let one = try await LiveApplicant(bench.test)
      let keys = try #require(try await one.go(to: .keyed))
      func token() async throws -> WebAnswer {
        try await bench.web.post(
          "/oauth/2.0/token", type: "application/x-www-form-urlencoded",
          body: Array(
            "grant_type=client_credentials&scope=oob&client_id=\(keys.client)&client_secret=\(keys.secret)".utf8))
      }
      #expect(try await token().code == "A0013")
      try await one.take(.open, by: LiveApplicant.first)
      let bearer = try await token().text("access_token")
      func status() async throws -> String? { try await bench.web.get("/v1.0/bank/status", token: bearer).code }
      #expect(try await status() == "A0000")
      try await one.take(.suspend, by: LiveApplicant.officer, "이상거래가 보입니다")
      #expect(try await status() == "A0013")
      try await one.take(.lift, by: LiveApplicant.officer, "확인했습니다")
      #expect(try await status() == "A0000")
      try await one.take(.end, by: LiveApplicant.admin, "계약이 끝났습니다")
      #expect(try await status() == "A0013")
      #expect(try await token().code == "A0013")
      // The app in test goes on, whatever becomes of the service.
      let test = try await bench.web.post(
        "/oauth/2.0/token", type: "application/x-www-form-urlencoded",
        body: Array("grant_type=client_credentials&scope=oob&client_id=\(one.client)&client_secret=test%20secret".utf8))
      #expect(try await bench.web.get("/v1.0/bank/status", token: test.text("access_token")).code == "A0000")
    }
  }
}

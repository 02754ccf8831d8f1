import HTTPTypes
import Hummingbird
import MaruContract
import MaruGateway
import NIOCore

/// `POST /testbed/developers` and `/developers/enter`: the test bed's own developer, without a password.
struct EnterScreen: Sendable {
  let site: Site
  private let wishes = MinuteBound(each: 10, all: 30)

  init(site: Site) { self.site = site }

  func add(to router: Router<GatewayContext>) {
    router.post("/testbed/developers") { _, context in
      do {
        guard wishes.allows(context.sender.address?.description ?? "", now: site.hub.world.now()) else {
          throw AccountTrouble.tooManyTries
        }
        let answer = TestBedDeveloper.Answer(loginLink: try await site.accounts.testDeveloperLink())
        return HTTPAnswer(json: FieldWriter.object { answer.write(to: &$0) }, status: .ok).response
      } catch AccountTrouble.tooManyTries {
        let json = FieldWriter.object {
          $0.put(
            text: "error",
            "Ten links a minute, and \(DeveloperAccounts.mostLinks) that wait, are the most: use one, or wait.")
        }
        return HTTPAnswer(json: json, status: .tooManyRequests).response
      } catch {
        site.hub.logger.error("unexpected error", metadata: ["path": "/testbed/developers", "error": "\(error)"])
        let json = FieldWriter.object {
          $0.put(text: "error", "Something went wrong in the test bed; its log says what.")
        }
        return HTTPAnswer(json: json, status: .internalServerError).response
      }
    }
    site.get("/developers/enter", on: router) { visit in
      do {
        let cookie = try await site.accounts.enter(visit.parameter("token"), by: visit)
        return site.redirect(AppsScreen.path, cookie: .replace(cookie))
      } catch AccountTrouble.linkGone {
        return site.message(
          visit, visit.text("끝난 주소입니다", "This link is over"), visit.words(for: .linkGone),
          link: (visit.text("로그인", "Log in"), "/developers/login"), status: .gone)
      }
    }
  }
}

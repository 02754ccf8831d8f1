import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/operators`: who works at the hub; an administrator ends others. New ones are made on the machine itself.
struct OperatorsScreen: Sendable {
  private static let path = "/operator/operators"
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .manageOperators, on: router) { visit in try await list(visit) }
    desk.post("\(Self.path)/end", .manageOperators, on: router) { visit in
      let name = visit.field("name")
      // Whoever ended themselves could leave nobody to let others in.
      guard let person = visit.person, name != person.name else {
        return try await list(visit, visit.text("자신은 끝낼 수 없습니다.", "You cannot end yourself."))
      }
      do {
        try await OperatorRegistry(store: desk.hub.store, world: desk.hub.world).end(
          name, by: person.name, from: visit.address)
      } catch is OperatorRegistry.Refused {
        return try await list(visit, visit.text("그런 운영자는 없습니다.", "There is no such operator."))
      }
      return desk.redirect("\(Self.path)?done=1")
    }
  }

  private func list(_ visit: ConsoleVisit, _ error: String? = nil) async throws -> ConsoleDesk.Answer {
    let all = try await OperatorRegistry(store: desk.hub.store, world: desk.hub.world).all()
    var form = Sheet.Form(action: "\(Self.path)/end", submit: visit.text("끝내기", "End the operator"))
    form.fields = [
      .init(
        name: "name", label: visit.text("끝낼 운영자의 이름", "Name of the operator to end"),
        hint: visit.text(
          "로그인이 모두 끝납니다. 새 운영자는 'maru operator add'로 만듭니다.",
          "Every login of theirs ends. New operators are made with 'maru operator add'."), longest: 40)
    ]
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("운영자", "Operators"),
        done: visit.parameter("done") == "1" && error == nil ? visit.text("끝냈습니다.", "Ended.") : nil, error: error,
        blocks: [
          .table(
            Sheet.Table(
              caption: visit.text("운영자", "Operators"),
              columns: [
                visit.text("이름", "Name"), visit.text("역할", "Role"), visit.text("상태", "State"),
                visit.text("만든 때", "Made"),
              ],
              rows: all.map { one in
                [
                  .text(one.name),
                  .text(visit.text(one.role.korean, one.role.english) + (one.bank.map { " \($0.text)" } ?? "")),
                  state(visit, one),
                  .text(visit.moment(one.createdAt)),
                ]
              }, empty: "")),
          .form(form),
        ]))
  }

  private func state(_ visit: ConsoleVisit, _ one: Operator) -> Sheet.Cell {
    if one.endedAt != nil { return .text(visit.text("끝남", "ended"), .bad) }
    return one.isSetUp
      ? .text(visit.text("이용 중", "in use"), .good) : .text(visit.text("설정 전", "not set up yet"))
  }
}

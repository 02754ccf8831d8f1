import MaruDomain
import MaruHub
import MaruStore

extension ApplicationsScreen {
  /// The steps that the operator's role may take at this stage: a contract to draw up, and a form with a button for each other step.
  func forms(_ visit: ConsoleVisit, _ file: Onboarding.File) -> [Sheet.Block] {
    guard let person = visit.person else { return [] }
    let (one, words) = (file.application, visit.live)
    var steps = LiveStep.allCases.filter { step in
      step.act.map { person.role.may($0) } == true && step.from.contains(one.stage)
        && (one.proposer != nil || !step.answersProposal) && (one.offersTerms || !step.answersOffer)
        && ((one.proposer == nil && !one.offersTerms) || !step.isProposal)
    }
    var blocks: [Sheet.Block] = []
    if one.proposer == person.name, steps.contains(where: \.isSecond) {
      // Whoever proposed it is told that somebody else has to look, instead of pressing in vain.
      steps.removeAll(where: \.isSecond)
      blocks.append(.words(words.words(for: .sameHand)))
    }
    if let drawing = steps.first(where: { $0 == .drawUp || $0 == .amend }) {
      steps.removeAll { $0 == drawing }
      blocks.append(.heading(words.button(for: drawing)))
      if drawing == .amend {
        blocks.append(
          .words(
            visit.text(
              "결재된 뒤 신청자가 동의하면 계좌와 한도는 다음 주문부터, 수수료는 다음 정산일부터 바뀝니다.",
              "Once approved, and agreed to by the applicant, accounts and limits hold from the next order on, fees from the "
                + "next settlement day.")))
      }
      blocks.append(.form(contract(visit, file, drawing)))
    }
    guard !steps.isEmpty else { return blocks }
    return blocks + [.heading(visit.text("결정", "Decision")), .form(decision(visit, one, steps))]
  }

  private func contract(_ visit: ConsoleVisit, _ file: Onboarding.File, _ step: LiveStep) -> Sheet.Form {
    var form = Sheet.Form(
      action: "\(Self.path)/\(file.application.id)", submit: visit.live.button(for: step))
    // Other terms begin with what is in force, whoever set it: what is left as it stands in the form stays as it is.
    let before = step == .amend ? file.inForce ?? file.agreed?.terms : file.contract?.terms ?? file.suggested
    form.fields = ContractForm.fields(visit, before)
    form.hidden = [("step", step.rawValue), (Self.revisionField, "\(file.application.revision)")]
    return form
  }

  private func decision(_ visit: ConsoleVisit, _ one: LiveApplication, _ steps: [LiveStep]) -> Sheet.Form {
    var form = Sheet.Form(action: "\(Self.path)/\(one.id)", submit: "")
    form.hidden = [(Self.revisionField, "\(one.revision)")]
    if steps.contains(.clear) {
      form.boxes = (
        visit.text("확인한 항목", "Items confirmed"),
        SecurityItem.allCases.map { item in
          let name = "item-\(item.rawValue)"
          return .init(name: name, label: visit.live.name(of: item), isTicked: visit.field(name) == "yes")
        }
      )
    }
    form.fields = [
      .init(
        name: "words", label: visit.text("이유 또는 메모", "Reason or note"), value: visit.field("words"),
        hint: visit.text(
          "신청자에게 메일로 갑니다. 돌려보내기, 거두기, 거절, 정지, 해제, 종료에는 꼭 필요합니다.",
          "The applicant reads it in a letter. Needed to send or take back, refuse, suspend, lift or end."),
        isLong: true, longest: LiveStep.reasonLengths.upperBound)
    ]
    form.choices = steps.map { .init(name: "step", value: $0.rawValue, label: visit.live.button(for: $0)) }
    return form
  }
}

/// What an operator types for a contract, checked.
struct ContractForm: Sendable {
  /// Why a form is not taken.
  enum Trouble: Error, Sendable, Equatable {
    case account(String)
    case amount(String)
    /// A limit is above the next wider one.
    case limits
    /// An item of the security check is not confirmed.
    case itemsOpen

    func words(_ visit: ConsoleVisit) -> String {
      switch self {
      case .account(let name):
        visit.text("계좌가 맞지 않습니다: \(name)", "This is no account: \(name)")
      case .amount(let name):
        visit.text("원 단위의 수를 적어 주십시오: \(name)", "Please give a whole number of won: \(name)")
      case .limits:
        visit.text("1건, 하루, 한 달 한도는 그 순서로 커져야 합니다.", "Limits have to grow from one order to a day to a month.")
      case .itemsOpen:
        visit.text("모든 항목을 하나씩 확인해 주십시오.", "Please confirm every item, one by one.")
      }
    }
  }

  let terms: ContractTerms

  init(_ visit: ConsoleVisit) throws(Trouble) {
    func won(_ name: String) throws(Trouble) -> Won {
      guard let won = Won(wire: visit.field(name).filter { $0 != "," && $0 != " " }) else { throw .amount(name) }
      return won
    }
    func account(_ name: String) throws(Trouble) -> BankAccount {
      guard let bank = BankCode(visit.field("\(name)_bank").filter { $0 != " " }),
        let number = AccountNumber(visit.field("\(name)_account").filter { $0 != "-" && $0 != " " })
      else { throw .account(name) }
      return BankAccount(bank: bank, number: number)
    }
    let prefund = visit.field("prefund").filter { $0 != " " }
    let terms = ContractTerms(
      collectionAccount: try account("collection"), payingAccount: try account("paying"),
      limits: TransferLimits(
        withdrawEach: try won("withdraw_each"), withdrawDay: try won("withdraw_day"),
        withdrawMonth: try won("withdraw_month"), depositEach: try won("deposit_each"),
        depositDay: try won("deposit_day"), depositMonth: try won("deposit_month"),
        userWithdrawEach: try won("user_withdraw_each"), userWithdrawDay: try won("user_withdraw_day")),
      prefund: prefund.isEmpty ? nil : try won("prefund"), withdrawFee: try won("withdraw_fee"),
      depositFee: try won("deposit_fee"))
    guard let terms else { throw .limits }
    self.terms = terms
  }

  /// The fields, with what was typed, or else with the contract before.
  static func fields(_ visit: ConsoleVisit, _ before: ContractTerms?) -> [Sheet.Form.Field] {
    func field(_ name: String, _ korean: String, _ english: String, _ known: String?) -> Sheet.Form.Field {
      let typed = visit.form.contains { $0.name == name } ? visit.field(name) : known ?? ""
      return .init(name: name, label: visit.text(korean, english), value: typed, isNumeric: true, longest: 20)
    }
    func won(_ amount: Won?) -> String? { amount.map(\.amount.grouped) }
    let limits = before?.limits
    return [
      field("collection_bank", "수납계좌 은행 코드", "Collection account: bank", before?.collectionAccount.bank.text),
      field("collection_account", "수납계좌 번호", "Collection account: number", before?.collectionAccount.number.text),
      field("paying_bank", "지급계좌 은행 코드", "Paying account: bank", before?.payingAccount.bank.text),
      field("paying_account", "지급계좌 번호", "Paying account: number", before?.payingAccount.number.text),
      field("withdraw_each", "출금 1건 (원)", "One withdrawal, won", won(limits?.withdrawEach)),
      field("withdraw_day", "출금 하루 (원)", "Withdrawals a day, won", won(limits?.withdrawDay)),
      field("withdraw_month", "출금 한 달 (원)", "Withdrawals a month, won", won(limits?.withdrawMonth)),
      field("deposit_each", "입금 1건 (원)", "One deposit, won", won(limits?.depositEach)),
      field("deposit_day", "입금 하루 (원)", "Deposits a day, won", won(limits?.depositDay)),
      field("deposit_month", "입금 한 달 (원)", "Deposits a month, won", won(limits?.depositMonth)),
      field("user_withdraw_each", "사용자 출금 1건 (원)", "A user's withdrawal, won", won(limits?.userWithdrawEach)),
      field("user_withdraw_day", "사용자 출금 하루 (원)", "A user's withdrawals a day, won", won(limits?.userWithdrawDay)),
      field("prefund", "선불한도 (원, 없으면 비움)", "Prefunded limit, won; empty: none", won(before?.prefund)),
      field("withdraw_fee", "출금 1건 수수료 (원)", "Fee of a withdrawal, won", won(before?.withdrawFee)),
      field("deposit_fee", "입금 1건 수수료 (원)", "Fee of a deposit, won", won(before?.depositFee)),
    ]
  }
}

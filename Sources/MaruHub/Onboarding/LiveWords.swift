package import MaruContract
package import MaruDomain
package import MaruStore

/// The words for stages, steps and the check-list, Korean and English side by side: pages, letters and the console say the same.
package struct LiveWords: Sendable {
  package let language: PageLanguage
  package init(_ language: PageLanguage) { self.language = language }

  private func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

  /// What a stage is called.
  package func name(of stage: LiveStage) -> String {
    switch stage {
    case .test: text("시험 중", "In test")
    case .screening: text("심사 중", "Screening")
    case .returned: text("보완 요청", "Sent back")
    case .refused: text("거절", "Refused")
    case .approved: text("승인, 보안점검 작성", "Approved: security check")
    case .declared: text("보안점검 확인 중", "Security check under way")
    case .cleared: text("계약 작성 중", "Contract being drawn up")
    case .drawn: text("계약 결재 중", "Contract being approved")
    case .offered: text("계약 동의 대기", "Contract offered")
    case .contracted: text("계약 체결", "Contract agreed")
    case .keysAsked: text("운영 키 결재 중", "Keys being approved")
    case .keysGranted: text("운영 키 수령 대기", "Keys ready")
    case .keyed: text("개통 대기", "Waiting for the opening")
    case .live: text("실서비스", "Live")
    case .suspended: text("정지", "Suspended")
    case .ended: text("종료", "Ended")
    }
  }

  /// What comes next, told to the applicant.
  package func next(at stage: LiveStage) -> String {
    switch stage {
    case .test: text("시험이 끝났으면 이용을 신청하십시오.", "When your tests are done, apply for use.")
    case .screening: text("운영 기관이 신청을 살펴봅니다.", "The operator looks at your application.")
    case .returned: text("이유를 보고 신청을 고쳐 다시 내십시오.", "Read the reason, mend the application and send it again.")
    case .refused: text("이 신청은 끝났습니다. 새로 신청할 수 있습니다.", "This application is over. You may make another.")
    case .approved: text("보안점검표를 항목마다 작성하십시오.", "Fill in the security check-list, item by item.")
    case .declared: text("보안 담당자가 점검표를 확인합니다.", "A security officer checks what you declared.")
    case .cleared: text("운영 기관이 계약을 작성합니다.", "The operator draws up the contract.")
    case .drawn: text("다른 담당자가 계약을 결재합니다.", "A second operator looks at the contract.")
    case .offered: text("계약을 읽고 동의하십시오.", "Read the contract and agree to it.")
    case .contracted: text("운영 기관이 운영 키 발급을 올립니다.", "The operator asks for your production keys.")
    case .keysAsked: text("다른 담당자가 운영 키 발급을 결재합니다.", "A second operator approves the keys.")
    case .keysGranted: text("운영 키를 받으십시오. 한 번만 보입니다.", "Take your production keys. They are shown once.")
    case .keyed: text("운영 기관이 개통하면 호출할 수 있습니다.", "You can call as soon as the operator opens the service.")
    case .live: text("운영 키로 호출할 수 있습니다.", "Calls with the production keys are served.")
    case .suspended: text("운영 키의 호출은 A0013으로 거절됩니다.", "Calls with the production keys are refused with A0013.")
    case .ended: text("끝났습니다. 새로 신청할 수 있습니다.", "It is over. You may apply anew.")
    }
  }

  /// What the applicant does about other terms that are offered.
  package var nextForOffer: String {
    text(
      "바뀐 계약 조건을 읽고 동의하거나 거절하십시오. 동의하기 전까지는 지금 조건이 그대로 적용됩니다.",
      "Read the other terms, and agree or decline. Until you agree, the present terms hold.")
  }

  /// When other terms hold.
  package var sinceWhen: String {
    text(
      "동의하면 계좌와 한도는 다음 주문부터, 수수료는 다음 정산일부터 바뀝니다.",
      "Once you agree, accounts and limits hold from the next order on, fees from the next settlement day.")
  }

  /// What a step is called in the trail.
  package func name(of step: LiveStep) -> String {
    switch step {
    case .apply: text("이용 신청", "Applied for use")
    case .withdraw: text("신청 철회", "Withdrawn")
    case .declare: text("보안점검표 제출", "Security check declared")
    case .agree: text("계약 동의", "Contract agreed")
    case .decline: text("계약 재협의 요청", "Contract declined")
    case .takeKeys: text("운영 키 수령", "Keys taken")
    case .approve: text("심사 승인", "Approved")
    case .sendBack: text("보완 요청", "Sent back")
    case .refuse: text("거절", "Refused")
    case .clear: text("보안점검 통과", "Security confirmed")
    case .sendBackSecurity: text("보안점검 보완 요청", "Security check sent back")
    case .drawUp: text("계약 작성", "Contract drawn up")
    case .approveContract: text("계약 결재", "Contract approved")
    case .sendBackContract: text("계약 반려", "Contract sent back")
    case .askKeys: text("운영 키 발급 상신", "Keys asked for")
    case .grantKeys: text("운영 키 발급 결재", "Keys granted")
    case .sendBackKeys: text("운영 키 발급 반려", "Keys sent back")
    case .open: text("개통", "Opened")
    case .amend: text("계약 변경 상신", "Other terms proposed")
    case .approveAmendment: text("계약 변경 결재", "Other terms approved")
    case .sendBackAmendment: text("계약 변경 반려", "Other terms sent back")
    case .agreeAmendment: text("계약 변경 동의", "Other terms agreed")
    case .declineAmendment: text("계약 변경 거절", "Other terms declined")
    case .recallAmendment: text("계약 변경 제안 철회", "Other terms taken back")
    case .suspend: text("정지", "Suspended")
    case .lift: text("정지 해제", "Suspension lifted")
    case .end: text("종료", "Ended")
    }
  }

  /// The button that takes a step.
  package func button(for step: LiveStep) -> String {
    switch step {
    case .apply: text("신청하기", "Apply")
    case .withdraw: text("신청 철회하기", "Withdraw the application")
    case .declare: text("제출하기", "Declare it")
    case .agree: text("계약에 동의하기", "Agree to the contract")
    case .decline: text("다시 협의하기", "Ask for another contract")
    case .takeKeys: text("운영 키 받기", "Take the production keys")
    case .approve: text("승인하기", "Approve")
    case .sendBack: text("보완 요청하기", "Send it back")
    case .refuse: text("거절하기", "Refuse it")
    case .clear: text("모두 확인함", "Confirm all items")
    case .sendBackSecurity: text("보완 요청하기", "Send it back")
    case .drawUp: text("계약 올리기", "Draw up the contract")
    case .approveContract: text("계약 결재하기", "Approve the contract")
    case .sendBackContract: text("계약 반려하기", "Send the contract back")
    case .askKeys: text("운영 키 발급 올리기", "Ask for production keys")
    case .grantKeys: text("운영 키 발급 결재하기", "Grant the keys")
    case .sendBackKeys: text("발급 반려하기", "Send the keys back")
    case .open: text("개통하기", "Open the service")
    case .amend: text("계약 변경 올리기", "Propose these terms")
    case .approveAmendment: text("계약 변경 결재하기", "Approve the other terms")
    case .sendBackAmendment: text("계약 변경 반려하기", "Send the other terms back")
    case .agreeAmendment: text("바뀐 계약에 동의하기", "Agree to the other terms")
    case .declineAmendment: text("바뀐 계약 거절하기", "Decline the other terms")
    case .recallAmendment: text("계약 변경 제안 거두기", "Take the other terms back")
    case .suspend: text("정지하기", "Suspend the service")
    case .lift: text("정지 풀기", "Lift the suspension")
    case .end: text("종료하기", "End the service")
    }
  }

  /// An item of the check-list.
  package func name(of item: SecurityItem) -> String {
    switch item {
    case .education: text("이용자에게 단말기의 악성코드 예방을 교육한다", "Users are taught to keep malware off their devices")
    case .malware: text("앱이 악성코드를 살피고 감염된 단말기의 요청을 거부한다", "The app looks for malware and refuses infected devices")
    case .tampering: text("변조된 애플리케이션을 알아내어 실행하지 않는다", "A tampered application is noticed and does not run")
    case .genuine: text("이용자가 정상 앱과 사이트를 알아볼 수 있다", "Users can tell the genuine app and site")
    case .design: text("설계에서 보안 명세를 정하고 개발 후 검증했다", "Security was specified in the design, and verified")
    case .vulnerabilities: text("배포 전과 변경 때마다 알려진 취약점을 없앤다", "Known holes are closed before release and after changes")
    case .monitoring: text("이상거래를 모니터링한다", "Unusual transactions are watched for")
    case .secrets: text("키와 토큰은 서버에만, 암호화하여 둔다", "Keys and tokens are on servers alone, encrypted")
    }
  }

  /// Why a step is not taken.
  package func words(for refusal: LiveRefusal) -> String {
    switch refusal {
    case .notTheirs: text("이 단계의 담당이 아닙니다.", "This step is not yours to take.")
    case .notNow: text("지금은 할 수 없는 단계입니다. 그사이 바뀌었는지 보십시오.", "Not at this stage. See whether it has changed meanwhile.")
    case .sameHand:
      text("올린 사람은 결재할 수 없습니다. 다른 담당자가 해야 합니다.", "Whoever proposed it may not approve it: another operator has to.")
    case .reasonMissing: text("이유를 5자에서 500자로 적어 주십시오.", "Please give a reason of 5 to 500 characters.")
    case .changed: text("그사이 바뀌었습니다. 다시 보고 해 주십시오.", "It has changed meanwhile: please look again.")
    case .proposalWaits:
      text(
        "결재나 동의를 기다리는 변경이 있습니다. 먼저 결재, 반려하거나 거두어 주십시오.",
        "Something waits for its approval or the applicant's agreement: that has to end first.")
    }
  }

  /// The letter about a step that was taken.
  package func letter(_ step: LiveTrailStep, app: String, link: String) -> (subject: String, body: String) {
    let reason = step.words.isEmpty ? "" : text("이유: ", "Reason: ") + step.words + "\n\n"
    return (
      text("마루 \(app): \(name(of: step.step))", "Maru, \(app): \(name(of: step.step))"),
      text("앱 '\(app)'의 단계: \(name(of: step.to))", "Your app '\(app)' now stands at: \(name(of: step.to))")
        + "\n\n\(reason)\(step.step == .approveAmendment ? nextForOffer : next(at: step.to))\n\n\(link)"
    )
  }
}

extension LiveWords {
  /// What a contract says, by its parts.
  package func terms(
    _ terms: ContractTerms, bankName: (BankCode) -> String
  ) -> [(name: String, values: [String])] {
    func account(_ account: BankAccount) -> [String] {
      ["\(bankName(account.bank)) \(account.bank.text) · \(account.number.text)"]
    }
    func won(_ amount: Won) -> String { text("\(amount.amount.grouped)원", "\(amount.amount.grouped) won") }
    let limits = terms.limits
    return [
      (text("수납계좌 (출금이체)", "Collection account"), account(terms.collectionAccount)),
      (text("지급계좌 (입금이체)", "Paying account"), account(terms.payingAccount)),
      (
        text("출금 한도: 1건, 하루, 한 달", "Withdrawals: each, a day, a month"),
        [limits.withdrawEach, limits.withdrawDay, limits.withdrawMonth].map(won)
      ),
      (
        text("입금 한도: 1건, 하루, 한 달", "Deposits: each, a day, a month"),
        [limits.depositEach, limits.depositDay, limits.depositMonth].map(won)
      ),
      (
        text("사용자 출금 한도: 1건, 하루", "A user's withdrawals: each, a day"),
        [limits.userWithdrawEach, limits.userWithdrawDay].map(won)
      ),
      (text("수수료: 출금 1건, 입금 1건", "Fees: a withdrawal, a deposit"), [terms.withdrawFee, terms.depositFee].map(won)),
      (text("선불한도", "Prefunded limit"), [terms.prefund.map(won) ?? text("없음", "none")]),
    ]
  }
}

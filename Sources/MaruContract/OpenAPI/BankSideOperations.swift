import MaruDomain

/// The operations of the bank-side API in its document: the words that go with each shape.
struct BankSideOperationEntry: Sendable {
  /// `BankSideDebit`; the schemas are `DebitRequest` and `DebitAnswer`.
  let name: String
  let path: String
  let korean: String
  let english: String
  /// What an implementer must keep, in sentences.
  let rules: String
  let request: [FieldUse]
  let answer: [FieldUse]
  /// Codes that this operation is usually refused with; any other three digits are allowed.
  let refusals: [BankResponseCode]

  private init<Operation: BankSideOperation>(
    _ operation: Operation.Type, _ korean: String, _ english: String, _ rules: String, refusals: [BankResponseCode],
    answerOnly condition: (field: String, until: String)? = nil
  ) {
    name = String("\(operation)".dropFirst("BankSide".count))
    path = operation.path
    self.korean = korean
    self.english = english
    self.rules = rules
    self.refusals = refusals
    request = FieldReader.fieldUses(of: Operation.Request.self)
    let answer = FieldReader.fieldUses(of: Operation.Answer.self)
    self.answer = condition.map { answer.conditional(on: $0.field, after: $0.until) } ?? answer
  }

  /// All operations, in the order in which a bank would build them.
  static let all: [BankSideOperationEntry] = [
    BankSideOperationEntry(
      BankSideHealth.self, "상태조회", "Whether the bank is open",
      """
      Answered at any hour. Y the bank works, E it closes soon (and still works), L it has not opened yet, D it has a \
      fault. In L and D all money and inquiries are refused (114, 111); status, statement and reversal work on.
      """, refusals: []),
    BankSideOperationEntry(
      BankSideHolder.self, "예금주 조회", "Who holds an account",
      """
      With `account_holder_info` the bank also compares the real-name number: the first six digits of the birth date (with \
      or without the digit of gender), or the ten digits of a firm. A difference is 463, and the name is not told.
      """, refusals: [.noSuchAccount, .accountClosed, .realNameNumberDiffers]),
    BankSideOperationEntry(
      BankSideAccounts.self, "보유계좌 조회", "The accounts that a person holds",
      """
      The person is known by `user_ci` (88 characters of base64); name and birth date help where a bank does not keep it. \
      Closed accounts are left out. A stranger has none: that is an empty list, not a refusal.
      """, refusals: []),
    BankSideOperationEntry(
      BankSideServiceEnd.self, "서비스 해지 통지", "A user ended a service of an account",
      """
      A notice: the bank may forget what it kept for the service. Repeated notices are accepted.
      """, refusals: [.noSuchAccount]),
    BankSideOperationEntry(
      BankSideBalance.self, "잔액조회", "The balance of an account",
      """
      `balance_amt` is the ledger balance, `available_amt` what a debit could take now.
      """, refusals: [.noSuchAccount, .accountClosed]),
    BankSideOperationEntry(
      BankSideTransactions.self, "거래내역 조회", "One page of an account's history",
      """
      Lines from `from_dtime` to `to_dtime`, both inclusive, newest first (`sort_order` D) or oldest first (A); \
      `inquiry_type` A all, I in, O out. `befor_inquiry_trace_info` of an answer is the cursor of the next page and blank on \
      the last; given in a request it wins over `page_index`. Paging by cursor shows each line exactly once, also while new \
      ones arrive. `total_record_cnt` counts the lines of all pages. A cursor that the bank did not make is refused (499).
      """, refusals: [.noSuchAccount, .accountClosed, .cannotProcess]),
    BankSideOperationEntry(
      BankSideDebit.self, "출금", "Takes money from an account",
      """
      Money, the id and the answer are on disk before the bank answers. See *Idempotency*: the same \
      `bank_tran_id`, `bank_tran_date` and operation never take money twice.
      """,
      refusals: [
        .noSuchAccount, .accountClosed, .accountSuspended, .cannotDebit, .balanceTooLow, .transactionIDReused,
        .outsideHours,
      ]),
    BankSideOperationEntry(
      BankSideCredit.self, "입금", "Gives money to an account",
      """
      As a debit, the other way. Where `account_holder_name` is given and differs from the holder's name (blanks do not \
      count), the credit is refused with 815.
      """,
      refusals: [
        .noSuchAccount, .accountClosed, .accountSuspended, .protectedAccount, .holderNameDiffers, .transactionIDReused,
        .outsideHours,
      ]),
    BankSideOperationEntry(
      BankSideReversal.self, "출금 취소", "Gives a debit back",
      """
      For the debit of the same `bank_tran_id` and `bank_tran_date`, with its account and amount, once. The money goes back \
      whatever has become of the account: suspended and closed ones take it. Without such a debit (never seen, refused, \
      other account or amount) it is refused with 701.
      """, refusals: [.originalNotFound, .transactionIDReused]),
    BankSideOperationEntry(
      BankSideTogether.self, "출금·입금 묶음", "Several debits, credits and reversals in one message",
      """
      May be left out: a bank answers 404, and the hub sends each movement alone. Each movement is what it would be alone, with       its id, its rules and its own result (`leg_rsp_code`); one that is refused does not touch the others, and one that came       before, alone or in another message, gets its first answer. The results name the movements in the order of the request. All       of them are on disk before the bank answers; without an answer the hub asks for each by `status`.
      """, refusals: [.cannotProcess]),
    BankSideOperationEntry(
      BankSideStatus.self, "거래결과 조회", "What became of an earlier debit, credit or reversal",
      """
      The hub asks this after every answer that it did not get. `org_rsp_code` is what was answered to the leg: 000 with the \
      receipt, a refusal's code, or 701 for an id that the bank has never seen. 701 says that nothing has happened *so far*: \
      the leg may come (again) and must then be carried out. A bank that is still working on the leg answers 400.
      """, refusals: [], answerOnly: (Wire.originalResponseCode.name, Wire.originalResponseMessage.name)),
    BankSideOperationEntry(
      BankSideStatement.self, "일마감 명세", "The end-of-day statement",
      """
      Every leg that the bank answered for good on `business_date`, refused ones too, in the order of its decisions; what \
      the hub's journal is reconciled with. A leg belongs to the day on which the bank decided (`booked_dtime`), which may be \
      the day after `bank_tran_date`. A line never changes. Once `closed_yn` is Y, no line is added to the day any more. \
      Repeats add no line. Paged by cursor as the history is.
      """, refusals: [.cannotProcess]),
  ]
}

extension [FieldUse] {
  /// The fields behind `last` are there only where `field` is 000.
  fileprivate func conditional(on field: String, after last: String) -> [FieldUse] {
    guard let place = firstIndex(where: { $0.name == last }) else { return self }
    return enumerated().map { index, use in
      guard index > place else { return use }
      return FieldUse(
        name: use.name, aliases: use.aliases, type: use.type, presence: .when("\(field) is 000"), summary: use.summary,
        example: use.example, values: use.values, pattern: use.pattern, rows: use.rows)
    }
  }
}

public import MaruDomain

/// 사용자정보조회: the user and the registered accounts. Section 4.1 of the wire contract.
public enum UserMe: Endpoint {
  public static let route = Route(
    .get, "user/me", .anyOf(.login), "사용자정보조회",
    "사용자의 정보와 등록한 계좌를 봅니다. 해지한 계좌는 나오지 않습니다",
    "The user's information and registered accounts; closed accounts are left out")

  /// The user asked about must be the token's.
  public struct Request: WireMessage, Hashable {
    /// `user_seq_no`, AN(10): 사용자일련번호: the user.
    public var user: UserSeqNo
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST; nil leaves it out.
    public var requestedAt: DateTime?

    /// Makes the message of checked values; each is described at its property.
    public init(user: UserSeqNo, requestedAt: DateTime? = nil) {
      self.user = user
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      user = try fields.required(Wire.userSeqNo)
      requestedAt = try fields.optional(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userSeqNo, user)
      fields.putOptional(Wire.tranDtime, requestedAt)
    }
  }

  /// One registered account.
  public struct Account: WireMessage, Hashable {
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `account_alias`, AH(50): 계좌별명: nickname; nil where it is blank.
    public var alias: AccountAlias?
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bank: BankCode
    /// `bank_code_sub`, AN(7): 개설기관.점별코드: bank and branch, 0000000 when unknown.
    public var branch: BranchCode
    /// `bank_name`, AH(20): 개설기관명: the bank's name.
    public var bankName: String
    /// `account_num_masked`, NS(20): 마스킹된 출력용 계좌번호: the last three characters are *.
    public var accountNumberMasked: String
    /// `account_holder_name`, AH(20): 계좌예금주명: the holder's name; nil where it is blank.
    public var holderName: HolderName?
    /// `account_type`, AN(1): 계좌구분: 1 demand, 2 savings, 6 fund; nil where it is blank.
    public var type: AccountType?
    /// `inquiry_agree_yn`, A(1): 조회서비스 동의여부: consent to inquiry.
    public var inquiryAgreed: YesNo
    /// `inquiry_agree_dtime`, N(14): 조회서비스 동의일시: when inquiry was agreed to; nil where it is blank.
    public var inquiryAgreedAt: DateTime?
    /// `transfer_agree_yn`, A(1): 출금서비스 동의여부: consent to withdrawal.
    public var transferAgreed: YesNo
    /// `transfer_agree_dtime`, N(14): 출금서비스 동의일시: when withdrawal was agreed to; nil where it is blank.
    public var transferAgreedAt: DateTime?
    /// `payer_num`, AN(30): 납부자번호: payer number of the withdrawal agreement.
    public var payerNumber: String

    /// Makes the message of checked values; each is described at its property.
    public init(
      fintechUseNumber: FintechUseNumber, alias: AccountAlias? = nil, bank: BankCode, branch: BranchCode,
      bankName: String, accountNumberMasked: String, holderName: HolderName? = nil, type: AccountType? = nil,
      inquiryAgreed: YesNo, inquiryAgreedAt: DateTime? = nil, transferAgreed: YesNo,
      transferAgreedAt: DateTime? = nil, payerNumber: String
    ) {
      self.fintechUseNumber = fintechUseNumber
      self.alias = alias
      self.bank = bank
      self.branch = branch
      self.bankName = bankName
      self.accountNumberMasked = accountNumberMasked
      self.holderName = holderName
      self.type = type
      self.inquiryAgreed = inquiryAgreed
      self.inquiryAgreedAt = inquiryAgreedAt
      self.transferAgreed = transferAgreed
      self.transferAgreedAt = transferAgreedAt
      self.payerNumber = payerNumber
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      alias = try fields.blankable(Wire.accountAlias)
      bank = try fields.required(Wire.bankCode)
      branch = try fields.blankable(Wire.branchCode) ?? .unknown
      bankName = try fields.blankable(Wire.bankName) ?? ""
      accountNumberMasked = try fields.blankable(Wire.accountNumberMasked) ?? ""
      holderName = try fields.blankable(Wire.holderName)
      type = try fields.blankable(Wire.accountType)
      inquiryAgreed = try fields.required(Wire.inquiryAgreed)
      inquiryAgreedAt = try fields.blankable(Wire.inquiryAgreedAt)
      transferAgreed = try fields.required(Wire.transferAgreed)
      transferAgreedAt = try fields.blankable(Wire.transferAgreedAt)
      payerNumber = try fields.blankable(Wire.payerNumber) ?? ""
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putBlankable(Wire.accountAlias, alias)
      fields.put(Wire.bankCode, bank)
      fields.put(Wire.branchCode, branch)
      fields.put(Wire.bankName, bankName)
      fields.put(Wire.accountNumberMasked, accountNumberMasked)
      fields.putBlankable(Wire.holderName, holderName)
      fields.putBlankable(Wire.accountType, type)
      fields.put(Wire.inquiryAgreed, inquiryAgreed)
      fields.putBlankable(Wire.inquiryAgreedAt, inquiryAgreedAt)
      fields.put(Wire.transferAgreed, transferAgreed)
      fields.putBlankable(Wire.transferAgreedAt, transferAgreedAt)
      fields.put(Wire.payerNumber, payerNumber)
    }
  }

  /// The user.
  public struct Response: WireMessage, Hashable {
    /// `user_seq_no`, AN(10): 사용자일련번호: the user.
    public var user: UserSeqNo
    /// `user_ci`, aNS(100): 사용자 연계정보(CI): 88 characters of base64.
    public var ci: String
    /// `user_name`, AH(20): 사용자명: the user's name; nil where it is blank.
    public var name: HolderName?
    /// `res_cnt`, N(5): 조회건수: rows in res_list.
    public var count: Int
    /// `res_list`: registered accounts that are in use.
    public var accounts: [Account]

    /// Makes the message of checked values; each is described at its property.
    public init(user: UserSeqNo, ci: String, name: HolderName? = nil, count: Int, accounts: [Account]) {
      self.user = user
      self.ci = ci
      self.name = name
      self.count = count
      self.accounts = accounts
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      user = try fields.required(Wire.userSeqNo)
      ci = try fields.blankable(Wire.userCI) ?? ""
      name = try fields.blankable(Wire.userName)
      count = try fields.required(Wire.resultCount)
      accounts = try fields.list(
        "res_list", of: Account.self, orNone: true, "등록계좌 목록. 사용 중인 계좌: registered accounts that are in use")
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userSeqNo, user)
      fields.put(Wire.userCI, ci)
      fields.putBlankable(Wire.userName, name)
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", accounts)
    }
  }
}

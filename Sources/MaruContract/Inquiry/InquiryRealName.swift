public import MaruDomain

/// 계좌실명조회: whether an account is good and whose it is. Section 4.13 of the wire contract.
public enum InquiryRealName: Endpoint {
  public static let route = Route(
    .post, "inquiry/real_name", .anyOf(.oob), "계좌실명조회",
    "계좌가 쓸 수 있는 것인지와 예금주의 이름을 알아봅니다",
    "Whether an account is good, and its holder's name")

  /// The account and its holder's birth date or business number.
  public struct Request: WireMessage, Hashable {
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bankCode: BankCode
    /// `account_num`, AN(16): 계좌번호: digits only.
    public var accountNumber: AccountNumber
    /// `account_holder_info`, AN(10): 예금주 실명번호: birth date yyMMdd, optionally gender digit; 10-digit business number.
    public var holderInfo: HolderInfo
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime

    /// Makes the message of checked values; each is described at its property.
    public init(bankCode: BankCode, accountNumber: AccountNumber, holderInfo: HolderInfo, requestedAt: DateTime) {
      self.bankCode = bankCode
      self.accountNumber = accountNumber
      self.holderInfo = holderInfo
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bankCode = try fields.required(Wire.bankCode)
      accountNumber = try fields.required(Wire.accountNumber)
      holderInfo = try fields.required(Wire.holderInfo)
      requestedAt = try fields.required(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankCode, bankCode)
      fields.put(Wire.accountNumber, accountNumber)
      fields.put(Wire.holderInfo, holderInfo)
      fields.put(Wire.tranDtime, requestedAt)
    }
  }

  /// The holder; blank where the bank refused.
  public struct Response: WireMessage, Hashable {
    /// The bank's part of the answer.
    public var bank: BankBlock
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bankCode: BankCode
    /// `bank_code_sub`, AN(7): 개설기관.점별코드: bank and branch, 0000000 when unknown; nil where it is blank.
    public var branch: BranchCode?
    /// `bank_name`, AH(20): 개설기관명: the bank's name.
    public var bankName: String
    /// `account_num`, AN(16): 계좌번호: digits only.
    public var accountNumber: AccountNumber
    /// `account_holder_info`, AN(10): 예금주 실명번호: birth date yyMMdd, optionally gender digit; 10-digit business number.
    public var holderInfo: HolderInfo
    /// `account_holder_name`, AH(20): 계좌예금주명: the holder's name; nil where it is blank.
    public var holderName: HolderName?

    /// Makes the message of checked values; each is described at its property.
    public init(
      bank: BankBlock, bankCode: BankCode, branch: BranchCode? = nil, bankName: String, accountNumber: AccountNumber,
      holderInfo: HolderInfo, holderName: HolderName? = nil
    ) {
      self.bank = bank
      self.bankCode = bankCode
      self.branch = branch
      self.bankName = bankName
      self.accountNumber = accountNumber
      self.holderInfo = holderInfo
      self.holderName = holderName
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
      bankCode = try fields.required(Wire.bankCode)
      branch = try fields.blankable(Wire.branchCode)
      bankName = try fields.blankable(Wire.bankName) ?? ""
      accountNumber = try fields.required(Wire.accountNumber)
      holderInfo = try fields.required(Wire.holderInfo)
      holderName = try fields.blankable(Wire.holderName)
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
      fields.put(Wire.bankCode, bankCode)
      fields.putBlankable(Wire.branchCode, branch)
      fields.put(Wire.bankName, bankName)
      fields.put(Wire.accountNumber, accountNumber)
      fields.put(Wire.holderInfo, holderInfo)
      fields.putBlankable(Wire.holderName, holderName)
    }
  }
}

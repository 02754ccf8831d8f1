public import MaruDomain

/// 계좌정보변경: renames an account; the bank is not told. Section 4.4 of the wire contract.
public enum AccountUpdateInfo: Endpoint {
  public static let route = Route(
    .post, "account/update_info", .anyOf(.login), "계좌정보변경",
    "계좌의 별명을 바꿉니다",
    "Changes the account's nickname")

  /// Which account, and its new name.
  public struct Request: WireMessage, Hashable {
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `account_alias`, AH(50): 계좌별명: nickname.
    public var alias: AccountAlias
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST; nil leaves it out.
    public var requestedAt: DateTime?

    /// Makes the message of checked values; each is described at its property.
    public init(fintechUseNumber: FintechUseNumber, alias: AccountAlias, requestedAt: DateTime? = nil) {
      self.fintechUseNumber = fintechUseNumber
      self.alias = alias
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      alias = try fields.required(Wire.accountAlias)
      requestedAt = try fields.optional(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.put(Wire.accountAlias, alias)
      fields.putOptional(Wire.tranDtime, requestedAt)
    }
  }

  /// What is stored now.
  public struct Response: WireMessage, Hashable {
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `account_alias`, AH(50): 계좌별명: nickname.
    public var alias: AccountAlias

    /// Makes the message of checked values; each is described at its property.
    public init(fintechUseNumber: FintechUseNumber, alias: AccountAlias) {
      self.fintechUseNumber = fintechUseNumber
      self.alias = alias
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      alias = try fields.required(Wire.accountAlias)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.put(Wire.accountAlias, alias)
    }
  }
}

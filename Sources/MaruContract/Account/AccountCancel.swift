public import MaruDomain

/// 계좌해지: ends one service of an account; the bank is told. Section 4.5 of the wire contract.
public enum AccountCancel: Endpoint {
  public static let route = Route(
    .post, "account/cancel", .anyOf([.login, .inquiry, .transfer]), "계좌해지",
    "계좌의 서비스 하나(inquiry 또는 transfer)를 해지합니다",
    "Ends one service (inquiry or transfer) of an account")

  /// Which service of which account.
  public struct Request: WireMessage, Hashable {
    /// `scope`, aN(10): 서비스구분: which service to end.
    public var service: AccountService
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST; nil leaves it out.
    public var requestedAt: DateTime?

    /// Makes the message of checked values; each is described at its property.
    public init(service: AccountService, fintechUseNumber: FintechUseNumber, requestedAt: DateTime? = nil) {
      self.service = service
      self.fintechUseNumber = fintechUseNumber
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      service = try fields.required(Wire.service)
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      requestedAt = try fields.optional(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.service, service)
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putOptional(Wire.tranDtime, requestedAt)
    }
  }

  /// What the bank said.
  public struct Response: WireMessage, Hashable {
    /// The bank's part of the answer.
    public var bank: BankBlock

    /// Makes the message of checked values; each is described at its property.
    public init(bank: BankBlock) {
      self.bank = bank
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
    }
  }
}

public import MaruDomain

/// Who holds an account; with `account_holder_info` the bank also compares the real-name number.
public enum BankSideHolder: BankSideOperation {
  public static let path = "/bank/v1/holder"

  /// Which account, and the number to compare.
  public struct Request: WireMessage, Hashable {
    /// `account_num`.
    public var account: AccountNumber
    /// `account_holder_info`; absent where only the name is asked.
    public var info: HolderInfo?
    /// Makes the message of checked values; each is described at its property.
    public init(account: AccountNumber, info: HolderInfo?) {
      self.account = account
      self.info = info
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      account = try fields.required(Wire.accountNumber)
      info = try fields.optional(Wire.holderInfo)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.accountNumber, account)
      fields.putOptional(Wire.holderInfo, info)
    }
  }

  /// The holder.
  public struct Answer: WireMessage, Hashable {
    /// `account_holder_name`.
    public var name: HolderName
    /// `bank_code_sub`.
    public var branch: BranchCode
    /// `account_type`.
    public var type: AccountType
    /// Makes the message of checked values; each is described at its property.
    public init(name: HolderName, branch: BranchCode, type: AccountType) {
      self.name = name
      self.branch = branch
      self.type = type
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      name = try fields.required(Wire.holderName)
      branch = try fields.required(Wire.branchCode)
      type = try fields.required(Wire.accountType)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.holderName, name)
      fields.put(Wire.branchCode, branch)
      fields.put(Wire.accountType, type)
    }
  }
}

/// The accounts that a person holds at the bank; none for a stranger.
public enum BankSideAccounts: BankSideOperation {
  public static let path = "/bank/v1/accounts"

  /// Whose accounts.
  public struct Request: WireMessage, Hashable {
    /// `user_ci`: connecting information from the identity agency.
    public var ci: String
    /// `user_name`.
    public var name: HolderName
    /// `birth_date`.
    public var birthDate: BusinessDate
    /// Makes the message of checked values; each is described at its property.
    public init(ci: String, name: HolderName, birthDate: BusinessDate) {
      self.ci = ci
      self.name = name
      self.birthDate = birthDate
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      ci = try fields.required(Wire.userCI)
      name = try fields.required(Wire.userName)
      birthDate = try fields.required(Wire.birthDate)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userCI, ci)
      fields.put(Wire.userName, name)
      fields.put(Wire.birthDate, birthDate)
    }
  }

  /// One account.
  public struct Row: WireMessage, Hashable {
    /// `account_num`.
    public var number: AccountNumber
    /// `account_holder_name`.
    public var holderName: HolderName
    /// `account_type`.
    public var type: AccountType
    /// `product_name`, AH(100).
    public var productName: String
    /// `bank_code_sub`.
    public var branch: BranchCode
    /// Makes the message of checked values; each is described at its property.
    public init(
      number: AccountNumber, holderName: HolderName, type: AccountType, productName: String, branch: BranchCode
    ) {
      self.number = number
      self.holderName = holderName
      self.type = type
      self.productName = productName
      self.branch = branch
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      number = try fields.required(Wire.accountNumber)
      holderName = try fields.required(Wire.holderName)
      type = try fields.required(Wire.accountType)
      productName = try fields.blankable(Wire.productName) ?? ""
      branch = try fields.required(Wire.branchCode)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.accountNumber, number)
      fields.put(Wire.holderName, holderName)
      fields.put(Wire.accountType, type)
      fields.put(Wire.productName, productName)
      fields.put(Wire.branchCode, branch)
    }
  }

  /// The accounts.
  public struct Answer: WireMessage, Hashable {
    /// `res_list`.
    public var rows: [Row]
    /// Makes the message of checked values; each is described at its property.
    public init(rows: [Row]) { self.rows = rows }
    public init(from fields: inout FieldReader) throws(HubError) {
      rows = try fields.list("res_list", of: Row.self, orNone: true, "계좌 목록. 이 사람의 계좌: the person's accounts")
    }
    public func write(to fields: inout FieldWriter) { fields.put(list: "res_list", rows) }
  }
}

/// Tells the bank that a user ended a service of an account.
public enum BankSideServiceEnd: BankSideOperation {
  public static let path = "/bank/v1/service-end"
  public typealias Answer = BankSideNothing

  /// Which service of which account.
  public struct Request: WireMessage, Hashable {
    /// `account_num`.
    public var account: AccountNumber
    /// `scope`.
    public var service: AccountService
    /// Makes the message of checked values; each is described at its property.
    public init(account: AccountNumber, service: AccountService) {
      self.account = account
      self.service = service
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      account = try fields.required(Wire.accountNumber)
      service = try fields.required(Wire.service)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.accountNumber, account)
      fields.put(Wire.service, service)
    }
  }
}

/// Whether the bank is open: Y answering, D fault, L before its opening hour, E about to close.
public enum BankSideHealth: BankSideOperation {
  public static let path = "/bank/v1/health"
  public typealias Request = BankSideNothing

  /// The bank's own word.
  public struct Answer: WireMessage, Hashable {
    /// `bank_status`.
    public var status: BankStatusCode
    /// Makes the message of checked values; each is described at its property.
    public init(status: BankStatusCode) { self.status = status }
    public init(from fields: inout FieldReader) throws(HubError) { status = try fields.required(Wire.bankStatus) }
    public func write(to fields: inout FieldWriter) { fields.put(Wire.bankStatus, status) }
  }
}

public import MaruDomain

/// 사용자로그인연결 동의해제: ends the link between user and organisation. Section 4.2 of the wire contract.
public enum UserUnlink: Endpoint {
  public static let route = Route(
    .post, "user/unlink", .anyOf(.login), "사용자로그인연결 동의해제",
    "사용자와 이용기관의 연결을 끊습니다. 이 사용자의 토큰은 더 쓸 수 없습니다",
    "Ends the link between the user and the organisation: its tokens of this user stop working")

  /// Both must be the token's.
  public struct Request: WireMessage, Hashable {
    /// `client_use_code`, AN(10): 이용기관코드: the organisation.
    public var organisation: OrganisationCode
    /// `user_seq_no`, AN(10): 사용자일련번호: the user.
    public var user: UserSeqNo

    /// Makes the message of checked values; each is described at its property.
    public init(organisation: OrganisationCode, user: UserSeqNo) {
      self.organisation = organisation
      self.user = user
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      organisation = try fields.required(Wire.clientUseCode)
      user = try fields.required(Wire.userSeqNo)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.clientUseCode, organisation)
      fields.put(Wire.userSeqNo, user)
    }
  }

  /// The user who was unlinked.
  public struct Response: WireMessage, Hashable {
    /// `user_seq_no`, AN(10): 사용자일련번호: the user.
    public var user: UserSeqNo

    /// Makes the message of checked values; each is described at its property.
    public init(user: UserSeqNo) {
      self.user = user
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      user = try fields.required(Wire.userSeqNo)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userSeqNo, user)
    }
  }
}

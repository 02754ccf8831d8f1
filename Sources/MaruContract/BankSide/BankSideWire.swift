public import MaruDomain

extension Wire {
  // MARK: Fields that only the bank-side API has.

  /// `from_dtime`: first second of the period.
  public static let fromDateTime = Field<DateTime>(
    "from_dtime", WireType("N", 14, fixed: true), "조회시작일시. 이 시각을 포함: first second, inclusive",
    example: "20261101000000",
    parse: { DateTime(wire: $0) }, render: { $0.wire })
  /// `to_dtime`: last second of the period.
  public static let toDateTime = Field<DateTime>(
    "to_dtime", WireType("N", 14, fixed: true), "조회종료일시. 이 시각을 포함: last second, inclusive", example: "20261130235959",
    parse: { DateTime(wire: $0) }, render: { $0.wire })
  /// `page_size`: rows a page.
  public static let pageSize = Field<Int>(
    number: "page_size", digits: 3, "페이지 건수. 한 페이지의 건수: rows a page", example: "25")
  /// `birth_date`: a person's birth date.
  public static let birthDate = Field<BusinessDate>(date: "birth_date", "생년월일: birth date")
  /// `leg`: which movement of an order.
  public static let leg = Field<TransferLeg>(
    "leg", WireType("A", 1, fixed: true), "구분. D 출금, C 입금, R 취소: D debit, C credit, R reversal", example: .debit)
  /// `org_rsp_code`: what became of the original.
  public static let originalResponseCode = Field<BankResponseCode>(
    "org_rsp_code", WireType("AN", 3, fixed: true),
    "원거래 응답코드. 000 처리됨, 701 본 적 없음, 그 밖은 거절: 000 done, 701 never seen, else the refusal",
    example: "000")
  /// `org_rsp_message`: its text.
  public static let originalResponseMessage = Field<String>(
    text: "org_rsp_message", WireType("AH", 100), "원거래 응답메시지. 처리되었으면 비어 있음: empty where the leg was done", example: "")
  /// `business_date`: the bank's day of a statement.
  public static let businessDate = Field<BusinessDate>(date: "business_date", "영업일자. 은행의 영업일: the bank's business day")
  /// `closed_yn`: whether a statement is final.
  public static let isClosed = Field<YesNo>(
    "closed_yn", WireType("A", 1, fixed: true),
    "마감여부. 하루가 끝나 더 늘지 않으면 Y: Y when the day is over and no line is added any more",
    example: .yes)
  /// `line_cnt`: lines of a statement.
  public static let lineCount = Field<Int>(
    number: "line_cnt", digits: 10, "명세 건수. 하루 전체의 건수: lines of the whole day", example: "1")
  /// `leg_rsp_code`: what a leg was answered.
  public static let legResponseCode = Field<BankResponseCode>(
    "leg_rsp_code", WireType("AN", 3, fixed: true),
    "거래 응답코드. 000 돈이 움직임, 그 밖은 거절: 000 the money moved, else the refusal", example: "000")
  /// `booked_dtime`: when the bank decided.
  public static let bookedAt = Field<DateTime>(
    dateTime: "booked_dtime", "처리일시. 은행이 기장하거나 거절한 때: when the bank booked or refused it")
}

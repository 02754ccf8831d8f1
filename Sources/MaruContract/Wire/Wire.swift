public import MaruDomain

/// The catalogue of the wire's fields: each name, type and length is said here and nowhere else.
///
/// Source: sections 1 to 4 of the wire contract.
public enum Wire {
  // MARK: Head and bank block (1.4, 1.5)
  /// `api_tran_id`, aNS(40): 거래고유번호(API): the hub's id of this call, a lower-case UUID.
  public static let apiTransactionID = Field<String>(
    text: "api_tran_id", WireType("aNS", 40),
    "거래고유번호(API). 중계센터가 이 호출에 붙인 소문자 UUID: the hub's id of this call, a lower-case UUID",
    example: "2c1ba4c9-0d5f-4b7e-9d5e-7a3f60c1b2d8")
  /// `api_tran_dtm`, N(17): 거래일시(밀리세컨드): the hub's time, KST.
  public static let apiTransactionTime = Field<String>(
    text: "api_tran_dtm", WireType("N", 17, fixed: true), "거래일시(밀리세컨드). 중계센터의 시각, KST: the hub's time, KST",
    example: "20261124093000123")
  /// `rsp_code`, AN(5): 응답코드(API): the hub's result.
  public static let responseCode = Field<ResponseCode>(
    "rsp_code", WireType("AN", 5, fixed: true), "응답코드(API). 중계센터의 처리 결과: the hub's result", example: .success)
  /// `rsp_message`, AH(300): 응답메시지(API): `<short text> [<field>: <detail>]`.
  public static let responseMessage = Field<String>(
    text: "rsp_message", WireType("AH", 300),
    "응답메시지(API). 짧은 글, 그 뒤 대괄호에 항목과 자세한 말: short text, then field and detail in brackets", example: " ")
  /// `bank_tran_id`, AN(20): 거래고유번호(참가기관): id of the leg towards the bank, made by the hub.
  public static let bankTransactionID = Field<BankTransactionID>(
    "bank_tran_id", WireType("AN", 20, fixed: true),
    "거래고유번호(참가기관). 은행과의 거래에 중계센터가 붙인 번호: id of the leg towards the bank, made by the hub",
    example: "M202600001O00QK3N7ZB")
  /// `bank_tran_date`, N(8): 거래일자(참가기관): business date of the bank leg.
  public static let bankTransactionDate = Field<BusinessDate>(
    date: "bank_tran_date", "거래일자(참가기관). 은행과의 거래의 영업일: business date of the bank leg")
  /// `bank_code_tran`, AN(3): 응답코드를 부여한 참가기관.표준코드: who set the bank code; 098 is the hub.
  public static let bankCodeTran = Field<BankCode>(
    "bank_code_tran", WireType("AN", 3, fixed: true),
    "응답코드를 부여한 참가기관.표준코드. 098은 중계센터: who set the bank code; 098 is the hub",
    example: "097")
  /// `bank_rsp_code`, AN(3): 응답코드(참가기관): the bank's result, 000 is ok.
  public static let bankResponseCode = Field<BankResponseCode>(
    "bank_rsp_code", WireType("AN", 3, fixed: true), "응답코드(참가기관). 은행의 처리 결과, 000이 정상: the bank's result, 000 is ok",
    example: "000")
  /// `bank_rsp_message`, AH(100): 응답메시지(참가기관): empty on success.
  public static let bankResponseMessage = Field<String>(
    text: "bank_rsp_message", WireType("AH", 100), "응답메시지(참가기관). 성공이면 비어 있음: empty on success", example: "")

  // MARK: Time
  /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
  public static let tranDtime = Field<DateTime>(
    dateTime: "tran_dtime", "요청일시. 이용기관의 요청 시각, KST: the caller's time of the request, KST")
  /// `from_date`, N(8): 조회시작일자: first day, inclusive.
  public static let fromDate = Field<BusinessDate>(date: "from_date", "조회시작일자. 이날을 포함: first day, inclusive")
  /// `to_date`, N(8): 조회종료일자: last day, inclusive.
  public static let toDate = Field<BusinessDate>(date: "to_date", "조회종료일자. 이날을 포함: last day, inclusive")
  /// `from_time`, N(6): 조회시작시간: first second of from_date.
  public static let fromTime = Field<Int>(
    time: "from_time", "조회시작시간. from_date의 첫 시각: first second of from_date", example: "000000")
  /// `to_time`, N(6): 조회종료시간: last second of to_date.
  public static let toTime = Field<Int>(
    time: "to_time", "조회종료시간. to_date의 마지막 시각: last second of to_date", example: "235959")

  // MARK: User (4.1 - 4.3)
  /// `user_seq_no`, AN(10): 사용자일련번호: the user.
  public static let userSeqNo = Field<UserSeqNo>(
    "user_seq_no", WireType("AN", 10, fixed: true), "사용자일련번호. 사용자를 가리킴: the user", example: "1100000001")
  /// `client_use_code`, AN(10): 이용기관코드: the organisation.
  public static let clientUseCode = Field<OrganisationCode>(
    "client_use_code", WireType("AN", 10, fixed: true), "이용기관코드. 이용기관을 가리킴: the organisation", example: "M202600001")
  /// `user_ci`, aNS(100): 사용자 연계정보(CI): 88 characters of base64.
  public static let userCI = Field<String>(
    text: "user_ci", WireType("aNS", 100), "사용자 연계정보(CI). base64 88자: 88 characters of base64",
    example: "uT0p7uLkJn1H8xLw2mWgq3v5aYbCdEfGhIjKlMnOpQrStUvWxYz0123456789ABCDEFGHIJKLMNOPQRSTUVWXY==")
  /// `user_name`, AH(20): 사용자명: the user's name.
  public static let userName = Field<HolderName>(
    "user_name", WireType("AH", 20), "사용자명: the user's name", example: "김오픈")
  /// `include_cancel_yn`, A(1): 해지계좌포함여부: list closed accounts too; absent means N.
  public static let includeCancel = Field<YesNo>(
    "include_cancel_yn", WireType("A", 1, fixed: true),
    "해지계좌포함여부. 해지한 계좌도 조회할지, 없으면 N: list closed accounts too; absent means N",
    example: .no)
  /// `sort_order`, A(1): 정렬순서: D descending, A ascending.
  public static let sortOrder = Field<SortOrder>(
    "sort_order", WireType("A", 1, fixed: true), "정렬순서. D 내림차순, A 오름차순: D descending, A ascending", example: .descending
  )
  /// `res_cnt`, N(5): 조회건수: rows in res_list.
  public static let resultCount = Field<Int>(
    number: "res_cnt", digits: 5, "조회건수. res_list의 건수: rows in res_list", example: "1")

  // MARK: Account
  /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
  public static let fintechUseNumber = Field<FintechUseNumber>(
    "fintech_use_num", WireType("AN", 24, fixed: true),
    "핀테크이용번호. 한 이용기관에서 계좌 하나를 대신하는 번호: stands for one account towards one organisation",
    example: "120260000100000000000001")
  /// `account_alias`, AH(50): 계좌별명: nickname.
  public static let accountAlias = Field<AccountAlias>(
    "account_alias", WireType("AH", 50), "계좌별명: nickname", example: "급여계좌")
  /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
  public static let bankCode = Field<BankCode>(
    "bank_code_std", WireType("AN", 3, fixed: true), "개설기관.표준코드. 계좌를 개설한 은행: the bank", example: "097")
  /// `bank_code_sub`, AN(7): 개설기관.점별코드: bank and branch, 0000000 when unknown.
  public static let branchCode = Field<BranchCode>(
    "bank_code_sub", WireType("AN", 7, fixed: true),
    "개설기관.점별코드. 은행과 지점, 모르면 0000000: bank and branch, 0000000 when unknown",
    example: "0970001")
  /// `bank_name`, AH(20): 개설기관명: the bank's name.
  public static let bankName = Field<String>(
    text: "bank_name", WireType("AH", 20), "개설기관명: the bank's name", example: "오픈은행")
  /// `account_num`, AN(16): 계좌번호: digits only.
  public static let accountNumber = Field<AccountNumber>(
    "account_num", WireType("AN", 16), "계좌번호. 숫자만: digits only", example: "9701234567890")
  /// `account_num_masked`, NS(20): 마스킹된 출력용 계좌번호: the last three characters are *.
  public static let accountNumberMasked = Field<String>(
    text: "account_num_masked", WireType("NS", 20), "마스킹된 출력용 계좌번호. 끝의 세 자리는 *: the last three characters are *",
    example: "9701234567***")
  /// `account_holder_name`, AH(20): 계좌예금주명: the holder's name.
  public static let holderName = Field<HolderName>(
    "account_holder_name", WireType("AH", 20), "계좌예금주명: the holder's name", example: "김오픈")
  /// `account_type`, AN(1): 계좌구분: 1 demand, 2 savings, 6 fund.
  public static let accountType = Field<AccountType>(
    "account_type", WireType("AN", 1, fixed: true), "계좌구분. 1 수시입출금, 2 예적금, 6 수익증권: 1 demand, 2 savings, 6 fund",
    example: .demand)
  /// `account_state`, AN(2): 계좌상태: 01 in use, 09 closed.
  public static let accountState = Field<AccountState>(
    "account_state", WireType("AN", 2, fixed: true), "계좌상태. 01 사용, 09 해지: 01 in use, 09 closed", example: .inUse)
  /// `inquiry_agree_yn`, A(1): 조회서비스 동의여부: consent to inquiry.
  public static let inquiryAgreed = Field<YesNo>(
    "inquiry_agree_yn", WireType("A", 1, fixed: true), "조회서비스 동의여부: consent to inquiry", example: .yes)
  /// `inquiry_agree_dtime`, N(14): 조회서비스 동의일시: when inquiry was agreed to.
  public static let inquiryAgreedAt = Field<DateTime>(
    dateTime: "inquiry_agree_dtime", "조회서비스 동의일시: when inquiry was agreed to")
  /// `transfer_agree_yn`, A(1): 출금서비스 동의여부: consent to withdrawal.
  public static let transferAgreed = Field<YesNo>(
    "transfer_agree_yn", WireType("A", 1, fixed: true), "출금서비스 동의여부: consent to withdrawal", example: .yes)
  /// `transfer_agree_dtime`, N(14): 출금서비스 동의일시: when withdrawal was agreed to.
  public static let transferAgreedAt = Field<DateTime>(
    dateTime: "transfer_agree_dtime", "출금서비스 동의일시: when withdrawal was agreed to")
  /// `payer_num`, AN(30): 납부자번호: payer number of the withdrawal agreement.
  public static let payerNumber = Field<String>(
    text: "payer_num", WireType("AN", 30), "납부자번호. 출금 동의에 붙은 번호: payer number of the withdrawal agreement",
    example: "P0000000001")
  /// `scope`, aN(10): 서비스구분: which service to end.
  public static let service = Field<AccountService>(
    "scope", WireType("aN", 10), "서비스구분. 해지할 서비스: which service to end", example: .inquiry)

  // MARK: Inquiry (4.6, 4.7, 4.13, 4.14)
  /// `balance_amt`, SN(13): 계좌잔액: ledger balance in won, may be negative.
  public static let balance = Field<SignedWon>(
    "balance_amt", WireType("SN", 13), "계좌잔액. 원 단위, 음수일 수 있음: ledger balance in won, may be negative",
    example: "1250000",
    parse: { SignedWon(wire: $0) }, render: { $0.description })
  /// `available_amt`, N(12): 출금가능금액: what can be withdrawn, in won.
  public static let available = Field<Won>(
    won: "available_amt", "출금가능금액. 원 단위: what can be withdrawn, in won", example: "1250000")
  /// `product_name`, AH(100): 상품명: the account's product.
  public static let productName = Field<String>(
    text: "product_name", WireType("AH", 100), "상품명: the account's product", example: "자유입출금통장")
  /// `inquiry_type`, A(1): 조회구분코드: A all, I in, O out.
  public static let inquiryType = Field<InquiryType>(
    "inquiry_type", WireType("A", 1, fixed: true), "조회구분코드. A 모두, I 입금, O 출금: A all, I in, O out", example: .all)
  /// `page_index`, N(5): 페이지번호: from 1.
  public static let pageIndex = Field<Int>(number: "page_index", digits: 5, "페이지번호. 1부터: from 1", example: "1")
  /// `page_index_use_yn`, A(1): 페이지번호 사용여부: Y when page_index pages, as this hub always lets it.
  public static let pageIndexUsed = Field<YesNo>(
    "page_index_use_yn", WireType("A", 1, fixed: true),
    "페이지번호 사용여부. page_index로 넘기면 Y, 이 중계센터는 언제나 받음: Y when page_index pages, as this hub always lets it",
    example: .yes)
  /// `total_record_cnt`, N(5): 총 거래내역건수: rows in all pages.
  public static let totalCount = Field<Int>(
    number: "total_record_cnt", digits: 5, "총 거래내역건수. 모든 페이지의 건수: rows in all pages", example: "1")
  /// `page_record_cnt`, N(5): 현재페이지 거래내역건수: rows in this page.
  public static let pageCount = Field<Int>(
    number: "page_record_cnt", digits: 5, "현재페이지 거래내역건수. 이 페이지의 건수: rows in this page", example: "1")
  /// `next_page_yn`, A(1): 다음페이지 존재여부: whether there is another page.
  public static let nextPage = Field<YesNo>(
    "next_page_yn", WireType("A", 1, fixed: true), "다음페이지 존재여부: whether there is another page", example: .no)
  /// `befor_inquiry_trace_info`, AN(20): 직전조회추적정보: cursor of the next page, from the page before (the wire's own
  /// spelling).
  public static let traceInfo = Field<TraceInfo>(
    "befor_inquiry_trace_info", aliases: ["before_inquiry_trace_info"], WireType("AN", 20),
    "직전조회추적정보. 앞 페이지가 준 값, 다음 페이지의 시작 (철자는 규격 그대로): cursor of the next page, from the page before (the wire's own spelling)",
    example: "000000000000000025")
  /// `list_tran_seqno`, N(4): 최종거래순번: last row number of the page before; 0 or absent first.
  public static let listSequence = Field<Int>(
    number: "list_tran_seqno", digits: 4,
    "최종거래순번. 앞 페이지의 마지막 순번, 처음이면 0이거나 없음: last row number of the page before; 0 or absent first", example: "0")
  /// `tran_date`, N(8): 거래일자: day of the transaction.
  public static let transactionDate = Field<BusinessDate>(date: "tran_date", "거래일자: day of the transaction")
  /// `tran_time`, N(6): 거래시간: time of the transaction.
  public static let transactionTime = Field<Int>(time: "tran_time", "거래시간: time of the transaction", example: "093000")
  /// `inout_type`, AH(8): 입출금구분: the Korean words 입금 (in) or 출금 (out).
  public static let direction = Field<Direction>(
    "inout_type", WireType("AH", 8), "입출금구분. 입금 또는 출금: the Korean words 입금 (in) or 출금 (out)", example: .incoming)
  /// `tran_type`, AH(10): 거래구분: 현금, 카드, 대체, 급여, 타행환 and others.
  public static let transactionKind = Field<String>(
    text: "tran_type", WireType("AH", 10), "거래구분. 현금, 카드, 대체, 급여, 타행환 등: 현금, 카드, 대체, 급여, 타행환 and others", example: "대체")
  /// `print_content`, AH(20): 통장인자내용: what the passbook prints.
  public static let printed = Field<String>(
    text: "print_content", WireType("AH", 20), "통장인자내용. 통장에 찍히는 글: what the passbook prints", example: "급여")
  /// `tran_amt`, N(12): 거래금액: amount in won.
  public static let transactionAmount = Field<Won>(won: "tran_amt", "거래금액. 원 단위: amount in won", example: "10000")
  /// `after_balance_amt`, SN(13): 거래후잔액: balance after the transaction, in won.
  public static let balanceAfter = Field<SignedWon>(
    "after_balance_amt", WireType("SN", 13), "거래후잔액. 원 단위: balance after the transaction, in won", example: "1260000",
    parse: { SignedWon(wire: $0) }, render: { $0.description })
  /// `branch_name`, AH(20): 거래점명: branch.
  public static let branchName = Field<String>(text: "branch_name", WireType("AH", 20), "거래점명: branch", example: "본점")
  /// `account_holder_info`, AN(10): 예금주 실명번호: birth date yyMMdd, optionally gender digit; 10-digit business number.
  public static let holderInfo = Field<HolderInfo>(
    "account_holder_info", WireType("AN", 10),
    "예금주 실명번호. 생년월일 yyMMdd에 성별 한 자리를 붙여도 됨, 사업자는 등록번호 10자리: birth date yyMMdd, optionally gender digit; 10-digit business number",
    example: "880101")
  /// `remitter_name`, AH(20): 송금인 성명: remitter's name.
  public static let remitterName = Field<HolderName>(
    "remitter_name", WireType("AH", 20), "송금인 성명: remitter's name", example: "김오픈")
  /// `remitter_bank_code`, AN(3): 송금인 은행코드: remitter's bank.
  public static let remitterBank = Field<BankCode>(
    "remitter_bank_code", WireType("AN", 3, fixed: true), "송금인 은행코드: remitter's bank", example: "088")
  /// `remitter_account_num`, AN(16): 송금인 계좌번호: remitter's account.
  public static let remitterAccount = Field<AccountNumber>(
    "remitter_account_num", WireType("AN", 16), "송금인 계좌번호: remitter's account", example: "110123456789")
  /// `bank_status`, A(1): 참가기관 상태: Y available, D fault, L before opening, E closing.
  public static let bankStatus = Field<BankStatusCode>(
    "bank_status", WireType("A", 1, fixed: true),
    "참가기관 상태. Y 정상, D 장애, L 개시 전, E 종료: Y available, D fault, L before opening, E closing",
    example: .available)

  // MARK: Transfer (4.8 - 4.12)
  /// `tran_amt`, N(12): 거래금액: in won, more than 0.
  public static let amount = Field<Won>(
    "tran_amt", WireType("N", 12), "거래금액. 원 단위, 0보다 큼: in won, more than 0", example: "10000",
    pattern: positivePattern, parse: { text in Won(wire: text).flatMap { $0 > .zero ? $0 : nil } },
    render: { $0.description })
  /// `print_content`, AH(20): 인자내역: what the counterparty's passbook prints.
  public static let printContent = Field<PrintContent>(
    "print_content", WireType("AH", 20), "인자내역. 상대방 통장에 찍히는 글: what the counterparty's passbook prints", example: "환불")
  /// `dps_print_content`, AH(20): 입금계좌 인자내역: text in the receiving passbook.
  public static let depositPrintContent = Field<PrintContent>(
    "dps_print_content", WireType("AH", 20), "입금계좌 인자내역. 받는 통장에 찍히는 글: text in the receiving passbook", example: "쇼핑몰결제"
  )
  /// `wd_print_content`, AH(20): 출금계좌 인자내역: text in the paying passbook.
  public static let withdrawPrintContent = Field<PrintContent>(
    "wd_print_content", WireType("AH", 20), "출금계좌 인자내역. 주는 통장에 찍히는 글: text in the paying passbook", example: "환불지급")
  /// `cms_no`, AN(32): CMS 번호: the organisation's reference.
  public static let cmsNumber = Field<CMSNumber>(
    "cms_no", aliases: ["cms_num"], WireType("AN", 32), "CMS 번호. 이용기관의 참조번호: the organisation's reference",
    example: "CMS20261124")
  /// `wd_pass_phrase`, aN(128): 입금이체용 암호문구: the organisation's phrase or the lower-case hex of its SHA-512; NONE on
  /// the test bed.
  public static let passPhrase = Field<PassPhrase>(
    "wd_pass_phrase", WireType("aN", 128),
    "입금이체용 암호문구. 이용기관의 암호문구나 그 SHA-512의 소문자 16진수, 시험 환경에서는 NONE: the organisation's phrase or the lower-case hex of its SHA-512; NONE on the test bed",
    example: "NONE")
  /// `name_check_option`, aN(3): 수취인성명 검증 여부: on (also when absent) or off.
  public static let nameCheck = Field<NameCheck>(
    "name_check_option", WireType("aN", 3), "수취인성명 검증 여부. on 또는 off, 없으면 on: on (also when absent) or off", example: .on
  )
  /// `req_cnt`, N(5): 입금요청건수: number of rows; the rows present count.
  public static let requestCount = Field<Int>(
    number: "req_cnt", digits: 5, "입금요청건수. 실제로는 목록의 건수를 따름: number of rows; the rows present count", example: "1")
  /// `tran_no`, N(5): 거래순번: row number, echoed.
  public static let rowNumber = Field<Int>(
    number: "tran_no", digits: 5, "거래순번. 응답에 그대로 돌려줌: row number, echoed", example: "1")
  /// `check_type`, AN(1): 이체구분: 1 withdraw, 2 deposit.
  public static let checkType = Field<CheckType>(
    "check_type", WireType("AN", 1, fixed: true), "이체구분. 1 출금, 2 입금: 1 withdraw, 2 deposit", example: .deposit)
  /// `org_bank_tran_id`, AN(20): 원거래 거래고유번호(참가기관): bank_tran_id of the original.
  public static let originalBankTransactionID = Field<BankTransactionID>(
    "org_bank_tran_id", WireType("AN", 20, fixed: true),
    "원거래 거래고유번호(참가기관). 원거래의 bank_tran_id: bank_tran_id of the original",
    example: "M202600001O00QK3N7ZB")
  /// `org_bank_tran_date`, N(8): 원거래 거래일자(참가기관): bank_tran_date of the original.
  public static let originalBankTransactionDate = Field<BusinessDate>(
    date: "org_bank_tran_date", "원거래 거래일자(참가기관). 원거래의 bank_tran_date: bank_tran_date of the original")
  /// `org_tran_amt`, N(12): 원거래 거래금액: amount of the original in won.
  public static let originalAmount = Field<Won>(
    "org_tran_amt", WireType("N", 12), "원거래 거래금액. 원 단위: amount of the original in won", example: "10000",
    pattern: positivePattern, parse: { text in Won(wire: text).flatMap { $0 > .zero ? $0 : nil } },
    render: { $0.description })
  /// `org_tran_dtime`, N(14): 원거래 요청일시: tran_dtime of the original request.
  public static let originalTranDtime = Field<DateTime>(
    dateTime: "org_tran_dtime", "원거래 요청일시. 원거래 요청의 tran_dtime: tran_dtime of the original request")
  /// `org_req_gubun`, A(1): 원거래 요청구분: F by fintech number, A by account number.
  public static let requestForm = Field<RequestForm>(
    "org_req_gubun", WireType("A", 1, fixed: true),
    "원거래 요청구분. F 핀테크이용번호로, A 계좌번호로: F by fintech number, A by account number",
    example: .fintechUseNumber)

  // MARK: Sides of a transfer's answer
  /// The fields of the receiving side, `dps_…`.
  public static let deposit = SideFields(prefix: "dps_", korean: "입금", english: "receiving")
  /// The fields of the paying side, `wd_…`.
  public static let withdraw = SideFields(prefix: "wd_", korean: "출금", english: "paying")

  /// One side of a transfer in an answer: six fields that differ by prefix only.
  public struct SideFields: Sendable {
    /// `…bank_code_std`.
    public let bankCode: Field<BankCode>
    /// `…bank_code_sub`.
    public let branchCode: Field<BranchCode>
    /// `…bank_name`.
    public let bankName: Field<String>
    /// `…fintech_use_num`.
    public let fintechUseNumber: Field<FintechUseNumber>
    /// `…account_num_masked`.
    public let accountNumberMasked: Field<String>
    /// `…print_content`.
    public let printContent: Field<PrintContent>
    /// `…account_holder_name`.
    public let holderName: Field<HolderName>

    init(prefix: String, korean: String, english: String) {
      bankCode = Field<BankCode>(
        prefix + "bank_code_std", WireType("AN", 3, fixed: true), "\(korean)기관.표준코드: \(english) bank", example: "088")
      branchCode = Field<BranchCode>(
        prefix + "bank_code_sub", WireType("AN", 7, fixed: true), "\(korean)기관.점별코드: branch of the \(english) side",
        example: "0880001")
      bankName = Field<String>(
        text: prefix + "bank_name", WireType("AH", 20), "\(korean)기관명: name of the \(english) bank", example: "신한은행")
      fintechUseNumber = Field<FintechUseNumber>(
        prefix + "fintech_use_num", WireType("AN", 24, fixed: true),
        "\(korean)계좌 핀테크이용번호. 계좌번호로 지정했으면 비어 있음: of the \(english) account; blank where it was named by number",
        example: "120260000100000000000001")
      accountNumberMasked = Field<String>(
        text: prefix + "account_num_masked", WireType("NS", 20),
        "\(korean)계좌번호(마스킹). 끝의 세 자리는 *: \(english) account, last three characters *", example: "110123456***")
      printContent = Field<PrintContent>(
        prefix + "print_content", WireType("AH", 20),
        "\(korean)계좌 인자내역. \(korean) 통장에 찍히는 글: what the \(english) passbook prints",
        example: "쇼핑몰결제")
      holderName = Field<HolderName>(
        prefix + "account_holder_name", WireType("AH", 20), "\(korean)계좌 예금주명: holder of the \(english) account",
        example: "마루상점")
    }
  }
}

private let datePattern = "[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
private let timePattern = "([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"
/// Leading zeros are allowed, nothing is not.
private let positivePattern = "0*[1-9][0-9]*"

extension Field where Value == BusinessDate {
  init(date name: String, _ summary: String) {
    self.init(
      name, WireType("N", 8, fixed: true), formed(summary, "yyyyMMdd"), example: "20261124", pattern: datePattern,
      parse: { BusinessDate(wire: $0) },
      render: { $0.wire })
  }
}

extension Field where Value == DateTime {
  init(dateTime name: String, _ summary: String) {
    self.init(
      name, WireType("N", 14, fixed: true), formed(summary, "yyyyMMddHHmmss"), example: "20261124093000",
      pattern: datePattern + timePattern,
      parse: { DateTime(wire: $0) }, render: { $0.wire })
  }
}

extension Field where Value == Int {
  /// Seconds since midnight, written `HHmmss`.
  init(time name: String, _ summary: String, example: String) {
    self.init(
      name, WireType("N", 6, fixed: true), formed(summary, "HHmmss"), example: example, pattern: timePattern,
      parse: { TimeOfDay.seconds(wire: $0).map(Int.init) },
      render: { seconds in
        DateTime(date: BusinessDate(daysSinceEpoch: 0), secondOfDay: Int64(seconds))?.timeWire ?? ""
      })
  }
}

extension Field where Value == Won {
  init(won name: String, _ summary: String, example: String) {
    self.init(
      name, WireType("N", 12), summary, example: example, parse: { Won(wire: $0) }, render: { $0.description })
  }
}

/// The words of a field with the form of its text, in both languages.
private func formed(_ summary: String, _ form: String) -> String {
  summary.replacing(": ", with: " (\(form)): ", maxReplacements: 1) + " (\(form))"
}

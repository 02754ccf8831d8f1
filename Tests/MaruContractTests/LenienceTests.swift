import MaruContract
import MaruDomain
import Testing

/// What real clients send although the manual says otherwise. Sections 1.2, 1.3 and 1.7 of the wire contract.
@Suite struct LenienceTests {
  private func parse<Message: WireMessage>(_ type: Message.Type, _ json: String) throws -> Message {
    guard case .object(let members) = try JSONReader.read(Array(json.utf8)) else { throw Fixture.NotAnObject() }
    var fields = FieldReader(members)
    return try Message(from: &fields)
  }

  private static let deposit = """
    {"wd_pass_phrase":"NONE","wd_print_content":"환불","req_cnt":%CNT%,"req_list":[{"tran_no":%NO%,
    "fintech_use_num":"120260000100000000000001","print_content":"환불","tran_amt":%AMT%}],"tran_dtime":%DT%}
    """

  @Test(
    "digits come as text or number, padded or not, and mean the same",
    arguments: [
      (#""1""#, #""1""#, #""1000""#, #""20160101090000""#), ("1", "1", "1000", "20160101090000"),
      (#""25""#, #""00001""#, #""000000001000""#, #""20160101090000""#),
    ])
  func numbers(count: String, row: String, amount: String, time: String) throws {
    let json = Self.deposit.replacing("%CNT%", with: count).replacing("%NO%", with: row)
      .replacing("%AMT%", with: amount).replacing("%DT%", with: time)
    let request = try parse(TransferDeposit.Request.self, json)
    #expect(request.rows.map(\.amount.amount) == [1000])
    #expect(request.rows.map(\.number) == [1])
    #expect(request.requestedAt.wire == "20160101090000")
    #expect(request.nameCheck == .on, "absent means on")
  }

  @Test(
    "money never passes through floating point: 1000.0 and 1e3 are refused", arguments: ["1000.0", "1e3", "-1000", "0"])
  func noFloats(amount: String) {
    let json = Self.deposit.replacing("%CNT%", with: "1").replacing("%NO%", with: "1")
      .replacing("%AMT%", with: amount).replacing("%DT%", with: "20160101090000")
    let error = refusal { _ = try parse(TransferDeposit.Request.self, json) }
    #expect(error == HubError(.formatError, field: "req_list[0].tran_amt"))
  }

  @Test("the trace field is read in both spellings and written in the platform's own", arguments: ["befor", "before"])
  func trace(spelling: String) throws {
    let json = """
      {"fintech_use_num":"120260000100000000000001","inquiry_type":"A","from_date":"20261101","to_date":"20261124",
      "sort_order":"D","page_index":"00001","tran_dtime":"20261124093000","\(spelling)_inquiry_trace_info":"25"}
      """
    let request = try parse(AccountTransactionList.Request.self, json)
    #expect(request.trace?.text == "25")
    #expect(request.pageIndex == 1)
    let written = String(decoding: FieldWriter.object { request.write(to: &$0) }, as: UTF8.self)
    #expect(written.contains(#""befor_inquiry_trace_info":"25""#))
  }

  @Test("both spellings at once are one field given twice")
  func bothSpellings() {
    let json = """
      {"fintech_use_num":"120260000100000000000001","inquiry_type":"A","from_date":"20261101","to_date":"20261124",
      "sort_order":"D","page_index":"1","tran_dtime":"20261124093000","befor_inquiry_trace_info":"25",
      "before_inquiry_trace_info":"25"}
      """
    let error = refusal { _ = try parse(AccountTransactionList.Request.self, json) }
    #expect(error == HubError(.formatError, field: "befor_inquiry_trace_info"))
  }

  @Test("unknown fields are ignored, whatever is in them", arguments: Shape.all)
  func unknown(shape: Shape) throws {
    let members = try shape.goldenRequest
    let extra: [WireValue.Member] = [
      .init("sub_frnc_bussiness_num", .string("1")), .init("req_client_fintech_use", .object([])),
      .init("x", .array([.null])), .init("x", .bool(true)),
    ]
    #expect(try shape.request(members + extra) == shape.request(members))
  }

  @Test("an empty text and null are an absent value", arguments: Shape.all)
  func blank(shape: Shape) throws {
    let members = try shape.goldenRequest
    for use in shape.requestUses where use.presence == .optional && use.rows == nil {
      let without = try shape.request(members.with(use.name, nil))
      #expect(try shape.request(members.with(use.name, .string(""))) == without, "\(use.name)")
      #expect(try shape.request(members.with(use.name, .null)) == without, "\(use.name)")
    }
  }

  @Test("cms_num is read as cms_no")
  func cms() throws {
    let json = """
      {"dps_print_content":"결제","fintech_use_num":"120260000100000000000001","tran_amt":1000,
      "tran_dtime":20261124093000,"cms_num":"C1"}
      """
    #expect(try parse(TransferWithdraw.Request.self, json).cmsNumber?.text == "C1")
  }

  @Test("absent include_cancel_yn and sort_order mean N and D")
  func listDefaults() throws {
    let request = try parse(AccountList.Request.self, #"{"user_seq_no":1100000001}"#)
    #expect(request.includeCancelled == .no)
    #expect(request.sortOrder == .descending)
  }

  @Test("a recheck needs what its org_req_gubun names, and ignores the rest")
  func recheck() throws {
    let row = #"{"tran_no":"1","org_tran_dtime":"20261124093000","org_req_gubun":"%G%","org_tran_amt":"1000"%X%}"#
    func read(_ form: String, _ extra: String) throws -> TransferRecheck.Row {
      try parse(TransferRecheck.Row.self, row.replacing("%G%", with: form).replacing("%X%", with: extra))
    }
    #expect(try read("F", #","fintech_use_num":"120260000100000000000001","account_num":"x""#).accountNumber == nil)
    #expect(try read("A", #","bank_code_std":"088","account_num":"110123456789""#).bankCode?.text == "088")
    #expect(refusal { _ = try read("A", "") } == HubError(.formatError, field: "bank_code_std"))
    #expect(refusal { _ = try read("F", "") } == HubError(.formatError, field: "fintech_use_num"))
  }
}

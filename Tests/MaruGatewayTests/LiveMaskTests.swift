import Testing

@testable import MaruGateway

/// What is kept of a live service's call.
@Suite struct LiveMaskTests {
  @Test(
    "codes, ids and the amounts of orders are kept; all else is hidden, whatever it is and however it comes",
    arguments: [
      (
        "account/balance", "{\"rsp_code\":\"A0000\",\"balance_amt\":\"5\"}",
        "{\"rsp_code\":\"A0000\",\"balance_amt\":\"•••\"}"
      ),
      // What happened on somebody's account is theirs, amounts included.
      (
        "account/transaction_list", "{\"res_cnt\":\"1\",\"res_list\":[{\"tran_amt\":\"7\"}]}",
        "{\"res_cnt\":\"1\",\"res_list\":\"•••\"}"
      ),
      (
        "transfer/deposit", "{\"req_list\":[{\"tran_no\":1,\"tran_amt\":\"7\",\"print_content\":\"김\"}]}",
        "{\"req_list\":[{\"tran_no\":1,\"tran_amt\":\"7\",\"print_content\":\"•••\"}]}"
      ),
      ("bank/status", "{\"res_list\":[{\"bank_code_std\":\"004\"}]}", "{\"res_list\":[{\"bank_code_std\":\"004\"}]}"),
      ("inquiry/real_name", "{\"bank_code_std\":\"004\"}", "{\"bank_code_std\":\"•••\"}"),
      // No field's name, values without one, no JSON at all, and JSON that is cut short.
      ("bank/status", "{\"김 민지\":\"1\",\"880101\":2}", "{\"•••\":\"•••\",\"•••\":\"•••\"}"),
      ("bank/status", "[\"김민지\",1234,{\"a\":{\"rsp_code\":\"x\"}}]", "[,,{\"a\":\"•••\"}]"),
      ("bank/status", "{김민지 010-1234}", "{}"),
      ("bank/status", "{\"rsp_code\":\"A0000\",\"user_name\":\"김", "{\"rsp_code\":\"A0000\",\"user_name\":\"•••\""),
      ("bank/status", "{\"user\\u005fname\":\"김\"}", "{\"user\\u005fname\":\"•••\"}"),
      (
        "oauth/token", "grant_type=client_credentials&client_secret=s&x",
        "grant_type=client_credentials&client_secret=•••&•••"
      ),
      ("oauth/token", "%EA%B9%80=1&user%5Fname=2&%zz=3", "•••&user_name=•••&•••"), ("oauth/token", "김민지", "•••"),
      ("bank/status", " ", ""),
    ])
  func masked(_ api: String, _ text: String, _ kept: String) {
    #expect(LiveMask(api: api).masked(text) == kept)
  }
}

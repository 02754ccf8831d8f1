/// One exchange with its seals, byte by byte, for the document and for the test that checks it. The key is
/// `test-key-ecc-p256` of RFC 9421 appendix B.1.3 on both sides.
package enum BankSideExample {
  package static let requestBody = #"{"account_num":"9701234567890"}"#
  package static let requestDigest = "sha-256=:rVqR7nj7nRBQaL5QKAi9ciqpklRShjQCBoVMuubruU4=:"
  package static let requestParameters = """
    ("@method" "@path" "date" "content-digest");created=1795480200;nonce="6f1c0d9e8b7a45322f3e4d5c6b7a8990";\
    keyid="55f96361b78cbb84f1fc604b0718e82bd91abb46d8fc25ae871b35fbbf8b7974";\
    alg="ecdsa-p256-sha256";tag="maru-bank-097"
    """
  package static let requestSignature =
    "R1mlpHU7b0+ANvwYjngRlWxusJGlRJ23Vl3VMaQDqg8tkakeXvBRSdI73tzv777bqzDTjX4Gcho1gs87KrvHeQ=="
  package static let answerBody = """
    {"bank_rsp_code":"000","bank_rsp_message":"","balance_amt":"1250000","available_amt":"1250000","account_type":"1",\
    "product_name":"보통예금","bank_code_sub":"0970001"}
    """
  package static let answerDigest = "sha-256=:DMvOHDrkJOFCRfMIGOPI2SJX/NNCmGvoiZjTda0L2c4=:"
  package static let answerParameters = """
    ("@status" "content-digest" "signature";req;key="maru");created=1795480200;\
    keyid="55f96361b78cbb84f1fc604b0718e82bd91abb46d8fc25ae871b35fbbf8b7974";\
    alg="ecdsa-p256-sha256";tag="maru-answer"
    """
  package static let answerSignature =
    "v9VMUB44x0boQVvvG4CXuUS3JzyEfADvZWzGWIRg4wxzEfY7ovKfBxqGE+3hf9r08m+MbvbdJ0NwMxUWYqkxug=="

  static let request = """
    POST /bank/v1/balance HTTP/1.1
    Host: bank.example:9097
    Content-Type: application/json
    Content-Length: \(requestBody.utf8.count)
    Date: Tue, 24 Nov 2026 00:30:00 GMT
    Content-Digest: \(requestDigest)
    Signature-Input: maru=\(requestParameters)
    Signature: maru=:\(requestSignature):

    \(requestBody)
    """
  package static let requestBase = """
    "@method": POST
    "@path": /bank/v1/balance
    "date": Tue, 24 Nov 2026 00:30:00 GMT
    "content-digest": \(requestDigest)
    "@signature-params": \(requestParameters)
    """
  static let answer = """
    HTTP/1.1 200 OK
    Content-Type: application/json; charset=UTF-8
    Content-Length: \(answerBody.utf8.count)
    Content-Digest: \(answerDigest)
    Signature-Input: maru=\(answerParameters)
    Signature: maru=:\(answerSignature):

    \(answerBody)
    """
  package static let answerBase = """
    "@status": 200
    "content-digest": \(answerDigest)
    "signature";req;key="maru": :\(requestSignature):
    "@signature-params": \(answerParameters)
    """
}

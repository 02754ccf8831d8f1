/// The rules of the bank-side API in words: with the operations, all that a bank's engineer needs.
enum BankSideTexts {
  static let description = """
    참가기관이 중계센터에 제공하는 API입니다. 이 문서만으로 구현할 수 있습니다. What a participating bank offers to the hub. A bank \
    implements this; the hub is its only client. `maru bank check URL` tries an implementation.

    **메시지 · Messages**

    - Every operation is `POST` with one JSON object of at most 64 KiB (UTF-8), and is answered with one JSON object. All values \
    are texts. Amounts are whole won without sign, commas or decimals; times are Korean Standard Time.
    - Optional fields of a request may be missing, `null` or `""`. Fields of an answer that have nothing to say are `""`. Fields \
    that are not known are ignored: new ones may come.
    - A field given twice, of a wrong type, or longer than its length makes the request malformed.

    **응답 · Answers**

    - **HTTP 200 is the bank's word.** `bank_rsp_code` 000: done, and on disk. Any other code: refused, and *nothing moved, now or \
    later*. A malformed request is refused with 499 and a message that names the field.
    - **400, 803, 804 and 819 are no refusals**: the bank does not know yet. The hub then asks `status` until it does.
    - **Any other HTTP status says nothing about the money** (401 signature, 404, 405, 413, 500, 503, whatever a proxy makes), and \
    so does no answer at all. The hub asks `status`, never guesses. A bank that cannot decide must answer 503 or nothing, never \
    a refusal. The body has the form of a refusal all the same.
    - The hub waits 6 seconds (its operator may choose 1 to 60) and then asks again.

    **멱등성 · Idempotency**

    1. A leg is known by `bank_tran_id`, `bank_tran_date` and operation (debit D, credit C, reversal R), for as long as the bank \
    keeps its books.
    2. The first request with an id decides. Its answer, 000 or refusal, is stored *in the same commit* as the money, before it \
    is sent.
    3. Every later request with the same id, account and amount gets **the same answer** and moves nothing: also at the same \
    moment, after a restart, after the account's state or balance changed, and years later.
    4. The same id with another account or amount is refused with 822. It moves nothing, and the first answer stays.
    5. A refusal is an answer like any other: a leg that was refused is never carried out later. (A late duplicate of a refused \
    credit would otherwise create money.)
    6. Malformed requests and requests whose signature does not fit leave no trace: they are no first request.
    7. `print_content`, names and `remitter_…` do not belong to the id; a repeat may be compared without them.

    **연결 · Connection**

    - TLS 1.3. The bank's certificate names its host; the hub's certificate is required. Both come from the authority that hub \
    and bank agreed on. HTTP/1.1 with kept connections; the hub opens up to 64. A bank may close an idle connection at any time.

    **서명 · Signatures** (RFC 9421 HTTP Message Signatures, RFC 9530 Content-Digest)

    - Each side has a P-256 *seal* key beside its TLS key. `alg` is `ecdsa-p256-sha256` (64 bytes r‖s); `keyid` is the lower-case \
    hexadecimal SHA-256 of the public key's SubjectPublicKeyInfo in DER. Seal certificates are exchanged beforehand; old and new \
    one are both taken while they are valid.
    - **Request.** Fields `Date`, `Content-Digest` (sha-256), `Signature-Input`, `Signature` with the label `maru`. Covered: \
    `"@method" "@path"` (`"@query"` too where there is one) `"date" "content-digest"`; parameters `created`, `nonce`, `keyid`, \
    `alg`, and `tag="maru-bank-CODE"` with the code of the bank that is asked.
    - **The bank refuses with HTTP 401** unless: the signature with its own tag is there and fits a trusted `keyid`; all components \
    above are covered; `Content-Digest` fits the body; `created` and `Date` lie at most 60 seconds back and 30 seconds ahead of its \
    clock; and the `nonce` (16 to 128 characters) was not used within that time. A nonce is remembered once the signature fits. After a restart, \
    a bank that forgot its nonces refuses what was created before.
    - A repeat of an idempotent request is signed anew: it has another nonce.
    - **Answer.** Fields `Content-Digest`, `Signature-Input`, `Signature`. Covered: `"@status" "content-digest" \
    "signature";req;key="maru"`, which binds it to the request and all that the request covered; parameters `created`, `keyid`, \
    `alg`, `tag="maru-answer"`. The hub believes an HTTP 200 only when this fits; otherwise it has no answer.
    - More may be covered, and other signatures may stand beside, as long as these are there.

    **서명 예제 · A worked example**, with the key `test-key-ecc-p256` of RFC 9421 appendix B.1.3:

    ```
    \(example)
    ```

    """

  /// The worked example as HTTP; a test holds the seals' code against it.
  static let example = """
    \(BankSideExample.request)

    base of the request's signature:
    \(BankSideExample.requestBase)

    \(BankSideExample.answer)

    base of the answer's signature:
    \(BankSideExample.answerBase)
    """
}

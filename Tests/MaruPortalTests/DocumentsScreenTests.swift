import HTTPTypes
import MaruDomain
import MaruHub
import MaruStore
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import MaruPortal

/// `/developers/apps/{client}/live/documents`: files that go with an application for use.
@Suite struct DocumentsScreenTests {
  private static let pdf = "%PDF-1.7 등록증"

  /// An app of a fresh developer.
  private func page(_ bench: SiteBench) async throws -> (browser: SiteBrowser, path: String) {
    let browser = try await bench.developer()
    let client = try await bench.makeApp(browser).id
    return (browser, "/developers/apps/\(client)/live/documents")
  }

  /// The address that the form of a page leads to.
  private func action(_ page: BrowserPage) -> String { page.first(/action="([^"]*ticket=[^"]*)"/) }

  private func upload(
    _ browser: SiteBrowser, _ path: String, _ contents: String, name: String = "등록증.pdf", csrf: String? = nil
  ) async throws -> BrowserPage {
    let page = try await browser.get(path)
    return try await browser.upload(action(page), contents, name: name, csrf: csrf ?? page.csrf)
  }

  @Test("a file is uploaded, listed with its digest, downloaded as a file and nothing else, and removed")
  func way() async throws {
    try await SiteBench.run { bench in
      let (browser, path) = try await page(bench)
      let empty = try await browser.get(path)
      #expect(empty.text.contains("하나에 5 MB까지") && empty.text.contains("enctype=\"multipart/form-data\""))
      #expect(try await upload(browser, path, Self.pdf).location == "\(path)?done=1")
      let list = try await browser.get(path)
      let link = list.first(/<a class="name" href="([^"]*)">등록증\.pdf</)
      let digest = list.first(/<code>([0-9a-f]{64})<\/code>/)
      #expect(!link.isEmpty && !digest.isEmpty)
      let file = try await browser.get(link)
      #expect(file.status == 200 && file.text == Self.pdf)
      #expect(file.headers[.contentType] == "application/pdf" && file.headers[.xContentTypeOptions] == "nosniff")
      #expect(file.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
      #expect(
        file.headers[.contentDisposition]
          == "attachment; filename=\"document.pdf\"; filename*=UTF-8''%EB%93%B1%EB%A1%9D%EC%A6%9D.pdf")
      let audit = try await bench.test.hub.store.read { try AuditTable.newest(5, in: $0).map(\.record) }
      #expect(audit.map(\.act) == ["document.read", "document.add"] && audit[0].words.contains(digest))
      // Nobody else's.
      let other = try await bench.developer("other@example.com")
      for one in [link, path] { #expect(try await other.get(one).status == 404) }
      #expect(try await bench.browser().get(link).status == 303)
      let refused = try await other.submit(try await other.get("/developers/account"), "\(link)/remove")
      #expect(refused.status == 403 || refused.status == 404)
      #expect(try await browser.submit(list, "\(link)/remove").location == "\(path)?removed=1")
      #expect(try await browser.get(link).status == 404)
    }
  }

  @Test("a developer opens documents as often as may be within an hour, and no more is handed out or put on record")
  func looks() async throws {
    try await SiteBench.run { bench in
      let (browser, path) = try await page(bench)
      _ = try await upload(browser, path, Self.pdf)
      let link = try await browser.get(path).first(/<a class="name" href="([^"]*)">/)
      for _ in 0..<DocumentsScreen.looksPerHour { #expect(try await browser.get(link).status == 200) }
      let refused = try await browser.get(link)
      #expect(refused.status == 429 && !refused.text.contains(Self.pdf))
      let reads = try await bench.test.hub.store.read { session in
        try session.row("SELECT COUNT(*) FROM audit_record WHERE act = 'document.read'")?.integer(0)
      }
      #expect(reads == Int64(DocumentsScreen.looksPerHour))
      bench.test.clock.move(seconds: 3_601)
      #expect(try await browser.get(link).status == 200)
    }
  }

  @Test(
    "what is no PDF, PNG or JPEG by its contents, or no file at all, is not taken, and the page says why",
    arguments: ["ko", "en"])
  func wrong(_ language: String) async throws {
    try await SiteBench.run { bench in
      let (browser, path) = try await page(bench)
      _ = try await browser.get("\(path)?lang=\(language)")
      for (contents, name, words) in [
        ("<html><script>alert(1)</script>", "a.pdf", language == "ko" ? "이름이 아니라 내용" : "their contents count"),
        ("", "", language == "ko" ? "파일을 골라" : "choose a file"),
        ("", "a.pdf", language == "ko" ? "파일을 골라" : "choose a file"),
      ] {
        let answer = try await upload(browser, path, contents, name: name)
        #expect(answer.status == 422 && answer.complaint.contains(words), "\(name): \(answer.complaint)")
      }
      let large = try await upload(
        browser, path, Self.pdf + String(repeating: "x", count: DocumentBounds.mostBytes + 20_000))
      #expect(large.status == 413 && large.complaint.contains(language == "ko" ? "너무 큽니다" : "too large"))
      for csrf in ["", "0"] { #expect(try await upload(browser, path, Self.pdf, csrf: csrf).status == 403) }
      let plain = try await browser.post(path, [("csrf", try await browser.get(path).csrf), ("file", Self.pdf)])
      let form = try await browser.get(path)
      let damaged = [
        plain, try await browser.post(action(form), "x", type: "multipart/form-data"),
        try await browser.post(
          action(form), "--XbX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(form.csrf)\r\n--XbX\r\n",
          type: "multipart/form-data; boundary=XbX"),
        try await browser.post(action(form), "--XbX--\r\n", type: "multipart/form-data; boundary=\"Xb"),
      ]
      for answer in damaged {
        #expect(answer.status == 400 && answer.complaint.contains(language == "ko" ? "읽을 수 없습니다" : "cannot be read"))
      }
      #expect(try await !browser.get(path).text.contains("class=\"name\""))
    }
  }

  @Test("documents alone are enough to apply with; then they stay as they are")
  func applying() async throws {
    try await SiteBench.run { bench in
      let (browser, path) = try await page(bench)
      let live = String(path.dropLast("/documents".count))
      let fields = [
        ("company", "마루상점 주식회사"), ("registration", "123-45-67891"), ("service", "마루 가계부"),
        ("contact", "김민지 02-1234-5678"),
        ("purpose", "가계부 서비스에서 잔액을 보여 줍니다."), ("callbacks", "https://app.example/back"), ("addresses", "127.0.0.1"),
        ("documents", ""), ("scope", "login"),
      ]
      let form = try await browser.get("\(live)/apply")
      #expect(form.text.contains("href=\"\(path)\""))
      #expect(try await browser.submit(form, "\(live)/apply", fields).complaint.contains("서류를 올리거나"))
      _ = try await upload(browser, path, Self.pdf)
      let named = try await browser.get("\(live)/apply")
      #expect(named.text.contains("등록증.pdf"))
      #expect(try await browser.submit(named, "\(live)/apply", fields).location == "\(live)?done=1")
      #expect(try await browser.get(live).text.contains("등록증.pdf"))
      let list = try await browser.get(path)
      #expect(list.text.contains("등록증.pdf") && action(list).isEmpty && !list.text.contains("/remove"))
      let late = try await browser.upload(path, Self.pdf, name: "b.pdf", csrf: list.csrf)
      #expect(late.status == 422 && late.complaint == "지금은 서류를 바꿀 수 없습니다.")
    }
  }

  @Test("a ticket is for its path, its developer and browser, and an hour; only with one is a larger body let in")
  func tickets() throws {
    let clock = TestClock()
    let tickets = UploadTickets(key: Array(repeating: 7, count: 32), world: clock.world)
    let (path, cookie) = ("/developers/apps/l7xx1/live/documents", "c0ffee")
    let ticket = tickets.ticket(for: path, 77, cookie: cookie)
    func admits(_ path: String, _ ticket: String, cookie: String? = "maru_session=c0ffee") -> Bool {
      let developer = tickets.developer(
        of: HTTPRequestHead(
          version: .http1_1, method: .POST, uri: "\(path)?ticket=\(ticket)",
          headers: cookie.map { ["Cookie": "maru_lang=ko; \($0)"] } ?? [:]))
      return developer == 77
    }
    #expect(admits(path, ticket) && admits(path, ticket, cookie: "__Host-maru_session=c0ffee"))
    #expect(!admits("/developers/apps/l7xx2/live/documents", ticket))
    #expect(!admits(path, ticket, cookie: "maru_session=c0ffef") && !admits(path, ticket, cookie: nil))
    let code = ticket.split(separator: "-")[2]
    let later = clock.world.now().adding(seconds: 7_200).milliseconds
    for wrong in [
      "", "1-77-\(code)", "\(later)-77-\(code)", "\(code)", ticket + "0", ticket.replacing("-77-", with: "-7-"),
    ] {
      #expect(!admits(path, wrong), "\(wrong)")
    }
    let another = ticket.replacing("-77-", with: "-78-")
    #expect(
      tickets.developer(
        of: HTTPRequestHead(
          version: .http1_1, method: .POST, uri: "\(path)?ticket=\(another)", headers: ["Cookie": "maru_session=c0ffee"]
        ))
        == nil, "nobody takes another one's place")
    let other = UploadTickets(key: Array(repeating: 8, count: 32), world: clock.world)
    #expect(!admits(path, other.ticket(for: path, 77, cookie: cookie)))
    clock.move(seconds: 3_600)
    #expect(!admits(path, ticket))
  }
}

extension SiteBrowser {
  /// Sends a file as a browser does (RFC 7578).
  func upload(_ action: String, _ contents: String, name: String, csrf: String) async throws -> BrowserPage {
    let body = [
      "--XbX", "Content-Disposition: form-data; name=\"csrf\"", "", csrf, "--XbX",
      "Content-Disposition: form-data; name=\"file\"; filename=\"\(name)\"", "Content-Type: application/octet-stream",
      "",
      contents, "--XbX--", "",
    ].joined(separator: "\r\n")
    return try await post(action, body, type: "multipart/form-data; boundary=XbX")
  }
}

public import MaruDomain

extension Wire {
  // MARK: OAuth (section 3 of the wire contract, RFC 6749, RFC 7636)

  /// `client_id`.
  public static let clientID = Field<ClientID>(
    "client_id", WireType("aN", 40), "클라이언트 아이디. 앱의 키: the application's key",
    example: "l7xx0f6c2d1e9b7a4c3d8e5f60718293a4b5"
  )
  /// `client_secret`.
  public static let clientSecret = Field<String>(
    text: "client_secret", WireType("aN", 100), "클라이언트 비밀값. 앱의 비밀 키: the application's secret",
    example: "b1946ac92492d2347c6235b4d2611184")
  /// `response_type`.
  public static let responseType = Field<String>(
    text: "response_type", WireType("a", 20), "응답유형. 언제나 `code`: always `code`", example: "code")
  /// `redirect_uri`.
  public static let redirectURI = Field<String>(
    text: "redirect_uri", WireType("aNS", 300), "콜백 URI. 등록한 것과 같아야 함: must equal a registered one",
    example: "http://localhost:8880/html/callback.html")
  /// `scope` of the OAuth endpoints.
  public static let scope = Field<Scope>(
    "scope", WireType("aS", 50), "권한 범위. 빈칸으로 나눔: blank-separated", example: "login inquiry transfer",
    pattern: "(login|inquiry|transfer)([ +,]+(login|inquiry|transfer))*", parse: { Scope(wire: $0) },
    render: { $0.wire })
  /// `state`.
  public static let state = Field<String>(
    text: "state", WireType("aNS", 2000), "상태값. 그대로 돌려줌 (RFC 6749 4.1.1절): returned untouched (RFC 6749 section 4.1.1)",
    example: "af0ifjsldkj")
  /// `client_info`.
  public static let clientInfo = Field<String>(
    text: "client_info", WireType("aNS", 100), "이용기관 정보. 콜백에 그대로 돌려줌: opaque, echoed to the callback",
    example: "whatever you want")
  /// `auth_type`.
  public static let authType = Field<AuthType>(
    "auth_type", WireType("N", 1, fixed: true),
    "인증종류. 0 최초 인증, 1 재인증, 2 이미 있는 login 토큰으로, 없으면 0: 0 first authentication, 1 re-authentication, 2 by an existing login token; absent means 0",
    example: .first)
  /// `lang`.
  public static let language = Field<PageLanguage>(
    "lang", WireType("a", 10), "페이지 언어. kor 한국어, eng와 그 밖의 값은 영어: kor for Korean; eng, and any other, for English",
    example: "kor",
    parse: { $0.lowercased().hasPrefix("ko") ? .korean : .english }, render: { $0.rawValue })
  /// `edit_option`.
  public static let editOption = Field<EditOption>(
    "edit_option", WireType("a", 3), "편집 허용. 미리 채운 값을 사용자가 고칠 수 있는지: may the user edit prefilled data", example: .on)
  /// `bg_color`, `txt_color`, `btn1_color`, `btn2_color`.
  public static func colour(_ name: String, _ summary: String) -> Field<String> {
    Field<String>(
      name, WireType("ANS", 7, fixed: true), summary, example: "#FBEFF2", pattern: "#?[0-9A-Fa-f]{6}",
      parse: { text in
        let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
          return nil
        }
        return "#" + digits.uppercased()
      }, render: { $0 })
  }
  /// `invoke_type`.
  public static let invokeType = Field<String>(
    text: "invoke_type", WireType("a", 10),
    "호출방식. `ajax`이면 이동하는 대신 주소를 JSON으로 돌려줌: `ajax` answers the location as JSON instead of redirecting",
    example: "ajax")
  /// `code_challenge`, RFC 7636 section 4.2: 43 to 128 unreserved characters.
  public static let codeChallenge = Field<String>(
    "code_challenge", WireType("aNS", 128), "PKCE 챌린지. RFC 7636의 code challenge: code challenge (RFC 7636)",
    example: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    pattern: "[A-Za-z0-9._~-]{43,128}",
    parse: pkceText, render: { $0 })
  /// `code_challenge_method`.
  public static let codeChallengeMethod = Field<ChallengeMethod>(
    "code_challenge_method", WireType("aN", 5), "PKCE 방식. S256 또는 plain, 없으면 plain: S256 or plain; absent means plain",
    example: .s256)
  /// `code_verifier`, RFC 7636 section 4.1.
  public static let codeVerifier = Field<String>(
    "code_verifier", WireType("aNS", 128), "PKCE 검증값. 챌린지를 만든 값: the verifier of the challenge",
    example: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", pattern: "[A-Za-z0-9._~-]{43,128}",
    parse: pkceText, render: { $0 })
  /// `grant_type`.
  public static let grantType = Field<String>(
    text: "grant_type", WireType("aS", 50),
    "권한부여 방식. authorization_code, refresh_token, client_credentials 가운데 하나: authorization_code, refresh_token or client_credentials",
    example: "authorization_code")
  /// `code`.
  public static let code = Field<String>(
    text: "code", WireType("aNS", 100), "인가코드. 콜백으로 받은 코드: the authorization code",
    example: "5f0c2a1e-3b5d-4f6a-9c8b-7d6e5f4a3b2c")
  /// `refresh_token`.
  public static let refreshToken = Field<String>(
    text: "refresh_token", WireType("aNS", 100), "갱신 토큰: refresh token", example: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
  )

  private static func pkceText(_ text: String) -> String? {
    guard (43...128).contains(text.utf8.count),
      text.utf8.allSatisfy({ byte in
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
          || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
      })
    else { return nil }
    return text
  }
}

/// 인증종류, `auth_type`.
public enum AuthType: String, Sendable, CaseIterable {
  /// First authentication: the pages check who the user is.
  case first = "0"
  /// Re-authentication: the organisation passes known data to prefill.
  case again = "1"
  /// The organisation proves the user by a login token of theirs.
  case skip = "2"
}

/// `lang` of the consent pages.
public enum PageLanguage: String, Sendable, CaseIterable, Codable {
  /// 한국어.
  case korean = "kor"
  /// English.
  case english = "eng"
}

/// `edit_option`: may the user edit prefilled data.
public enum EditOption: String, Sendable, CaseIterable {
  /// They may.
  case on
  /// They may not.
  case off
}

/// `code_challenge_method`, RFC 7636 section 4.3.
public enum ChallengeMethod: String, Sendable, CaseIterable, Codable {
  case s256 = "S256"
  /// The verifier itself.
  case plain
}

// The definitions of the name check (acmt) and of the refusal to read (admi).

extension SchemaElement {
  fileprivate static let assignment: SchemaElement = .group(
    "Assgnmt", stamp + [.group("Assgnr", [agent("Agt")]), .group("Assgne", [agent("Agt")])])
}

extension VerificationRequest {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .assignment,
      .group(
        "Vrfctn",
        [
          .text("Id", .max(35)),
          .group(
            "PtyAndAcctId",
            [
              .group(
                "Pty", .optional,
                [
                  .choice(
                    "Id",
                    [
                      .group("OrgId", [.group("Othr", [.text("Id", .exactDigits(10))])]),
                      .group("PrvtId", [.group("Othr", [.text("Id", .digits(7))])]),
                    ])
                ]),
              .account("Acct"), .agent("Agt"),
            ]),
        ]),
    ])
}

extension VerificationReport {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .assignment, .group("OrgnlAssgnmt", SchemaElement.stamp),
      .group(
        "Rpt",
        [
          .text("OrgnlId", .max(35)), .text("Vrfctn", .indicator), .reason(.optional),
          .group(
            "UpdtdPtyAndAcctId", .optional,
            [
              .party("Pty"),
              .group("Acct", [SchemaElement.accountID, SchemaElement.accountType]), .agent("Agt"),
            ]),
        ]),
    ])
}

extension MessageReject {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .group("RltdRef", [.text("Ref", .max(35))]),
      .group("Rsn", [.text("RjctgPtyRsn", .code(["FF01"])), .text("RsnDesc", .max(350), .optional)]),
    ])
}

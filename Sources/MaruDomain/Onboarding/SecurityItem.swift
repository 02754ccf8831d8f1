/// The security check-list of the guide for organisations: its three risks (infected devices, tampered applications, weak
/// applications) with what is asked against each, and how keys are kept.
public enum SecurityItem: String, Sendable, CaseIterable {
  /// Users are told how to keep their devices free of malware.
  case education
  /// The application looks for malware, and refuses requests from infected devices.
  case malware
  /// A changed application is noticed and does not run.
  case tampering
  /// Users can tell the true application and site from a false one.
  case genuine
  /// Security was specified in the design and verified when it was done.
  case design
  /// Known holes are closed before each release, and after each change.
  case vulnerabilities
  /// Unusual transactions are watched for.
  case monitoring
  /// Secrets and tokens are on servers alone, and encrypted there.
  case secrets

  /// How it is met is told in so many characters.
  public static let answerLengths = 5...500
}

import Foundation

/// nginx as the stub of a bank and as the yardstick of a relay, each with a configuration of its own.
struct NginxServer: Sendable {
  let process: ChildProcess
  let port: Int

  /// A bank that answers everything with `body`, at once.
  static func stub(_ program: String, directory: String, body: String, cores: [Int]?) async throws -> NginxServer {
    // A single quote ends the text in nginx's configuration.
    guard !body.contains("'"), !body.contains("$") else { throw BenchFailure("the stub's body cannot be quoted") }
    return try await start(
      program, directory: directory, cores: cores, upstreams: "",
      location: "default_type application/json; return 200 '\(body)';")
  }

  /// A relay to `upstream` that keeps its connections.
  static func relay(_ program: String, directory: String, to upstream: Int, cores: [Int]?) async throws -> NginxServer {
    try await start(
      program, directory: directory, cores: cores,
      upstreams: "upstream bank { server 127.0.0.1:\(upstream); keepalive 128; keepalive_requests 100000000; }",
      location: #"proxy_pass http://bank; proxy_http_version 1.1; proxy_set_header Connection "";"#)
  }

  private static func start(
    _ program: String, directory: String, cores: [Int]?, upstreams: String, location: String
  ) async throws -> NginxServer {
    let port = try await FreePort.find()
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let configuration = """
      daemon off; worker_processes 1; pid \(directory)/pid; error_log \(directory)/error.log error;
      events { worker_connections 4096; }
      http {
        access_log off; keepalive_requests 100000000; keepalive_timeout 3600s; tcp_nodelay on;
        client_body_temp_path \(directory)/body; proxy_temp_path \(directory)/proxy;
        fastcgi_temp_path \(directory)/fastcgi; uwsgi_temp_path \(directory)/uwsgi; scgi_temp_path \(directory)/scgi;
        \(upstreams)
        server { listen 127.0.0.1:\(port) backlog=1024; location / { \(location) } }
      }
      """
    try configuration.write(toFile: directory + "/nginx.conf", atomically: true, encoding: .utf8)
    let process = try ChildProcess(
      "nginx", program, ["-p", directory, "-c", directory + "/nginx.conf", "-e", directory + "/error.log"],
      log: directory + "/log", cores: cores)
    return NginxServer(process: process, port: port)
  }
}

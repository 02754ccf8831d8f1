import ArgumentParser

@main struct Maru: AsyncParsableCommand { mutating func run() async throws { print("hi") } }

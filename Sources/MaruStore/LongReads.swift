/// Whether a task looks through many rows: its reads have connections of their own where a read holds the thread that asks, so that
/// those of calls never wait for one.
package enum LongReads {
  @TaskLocal package static var areExpected = false
}

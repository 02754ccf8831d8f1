import Synchronization

/// The one thread of a simulation: runs one job after the other, and moves the virtual clock on when none is left.
///
/// Which of the jobs that could run now runs first, and so everything that real threads leave to chance, comes from the seed.
/// Time is in microseconds from the start of the simulation; nothing here reads a real clock.
package final class SimulatedProcessor: Sendable {
  private struct Runnable {
    let job: UnownedJob
    let life: PartyLife
  }

  private struct State {
    var now: Int64 = 0
    var runnable: [Runnable] = []
    var timers = TimerQueue()
    var random: SeededRandom
    var steps = 0
  }

  private let state: Mutex<State>
  package let trace: SimulationTrace

  package init(seed: UInt64, trace: SimulationTrace) {
    state = Mutex(State(random: SeededRandom(seed: seed, purpose: "order of jobs")))
    self.trace = trace
  }

  /// Microseconds since the start.
  package var now: Int64 { state.withLock { $0.now } }

  /// How many jobs have run: the await points of the whole simulation, counted.
  package var steps: Int { state.withLock { $0.steps } }

  /// Runs `action` between two jobs, `delay` microseconds from now.
  package func after(_ delay: Int64, _ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.timers.add(at: $0.now + max(0, delay), action) }
  }

  /// Drops all timers: what they hold would keep the whole simulation in memory.
  package func dropTimers() { state.withLock { $0.timers = TimerQueue() } }

  func enqueue(_ job: UnownedJob, of life: PartyLife) {
    state.withLock { $0.runnable.append(Runnable(job: job, life: life)) }
  }

  /// Takes away the jobs of a life that has ended.
  func removeJobs(of life: PartyLife) -> [UnownedJob] {
    state.withLock { state in
      let removed = state.runnable.filter { $0.life === life }.map(\.job)
      state.runnable.removeAll { $0.life === life }
      return removed
    }
  }

  private enum Step {
    case job(Runnable, number: Int, choice: Int)
    case timer(@Sendable () -> Void)
    case nothing
  }

  /// Runs one job, or else the next timer; false when there is neither.
  package func step() -> Bool {
    let step = state.withLock { state -> Step in
      guard state.runnable.isEmpty else {
        let count = state.runnable.count
        let choice = count == 1 ? 0 : Int(state.random.next() % UInt64(count))
        state.runnable.swapAt(choice, count - 1)
        state.steps += 1
        return .job(state.runnable.removeLast(), number: state.steps, choice: choice)
      }
      guard let timer = state.timers.removeFirst() else { return .nothing }
      state.now = max(state.now, timer.at)
      return .timer(timer.action)
    }
    switch step {
    case .job(let runnable, let number, let choice):
      trace.mix(UInt64(number) << 8 | UInt64(choice & 0xFF))
      runnable.job.runSynchronously(on: runnable.life.asUnownedTaskExecutor())
      return true
    case .timer(let action):
      action()
      return true
    case .nothing: return false
    }
  }
}

/// Actions by time, those of one moment in the order they were added: a binary heap.
struct TimerQueue {
  struct Timer {
    let at: Int64
    let number: UInt64
    let action: @Sendable () -> Void

    static func precedes(_ left: Timer, _ right: Timer) -> Bool { (left.at, left.number) < (right.at, right.number) }
  }

  private var heap: [Timer] = []
  private var added: UInt64 = 0

  mutating func add(at: Int64, _ action: @escaping @Sendable () -> Void) {
    added += 1
    heap.append(Timer(at: at, number: added, action: action))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Timer.precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() -> Timer? {
    guard !heap.isEmpty else { return nil }
    heap.swapAt(0, heap.count - 1)
    let first = heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if Timer.precedes(heap[child], heap[least]) { least = child }
      }
      guard least != parent else { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}

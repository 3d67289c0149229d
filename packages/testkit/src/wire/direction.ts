import type { Duplex } from 'node:stream'
import type { Clock } from '../clock/clock.ts'
import { WIRE_WINDOW_BYTES } from '../constants.ts'
import { TestkitError } from '../errors.ts'

/** Says of one chunk whether it is meant. `index` counts the chunks written in this direction, from 0. */
export type ChunkPredicate = (chunk: Buffer, index: number) => boolean

/** What has gone through one direction so far. */
export interface WireCounters {
  /** Bytes the writer has handed over. */
  readonly bytesIn: number
  /** Bytes the reader's end has been given. */
  readonly bytesOut: number
  readonly bytesDropped: number
  /** Bytes between the two ends now. Bounded by the window and one chunk. */
  readonly bytesHeld: number
  readonly chunksIn: number
  readonly chunksOut: number
  readonly chunksDropped: number
  readonly chunksCorrupted: number
}

/** One direction of a wire, and what can be done to it while it is in use. */
export interface WireDirection {
  readonly counters: WireCounters
  readonly paused: boolean
  /** Nothing arrives any more; what is written waits, and once the window is full the writer waits too. */
  pause(): void
  resume(): void
  /** From now on each chunk arrives that many milliseconds after it was written. Order is kept. */
  delay(ms: number): void
  /** Loses the next `which` chunks, or every chunk it says, until {@link WireDirection.restore}. The writer is not told. */
  drop(which: number | ChunkPredicate): void
  /**
   * Changes the next `which` chunks, or every chunk it says, until {@link WireDirection.restore}. `change` gets a copy;
   * by default the lowest bit of the last byte flips, which in a secret-stream frame is part of the ciphertext.
   */
  corrupt(which: number | ChunkPredicate, change?: (chunk: Buffer) => Buffer): void
  /** Ends delay, loss and corruption, and resumes. What was lost stays lost. */
  restore(): void
}

/** The inner side: what the two ends call. */
export interface DirectionCore extends WireDirection {
  write(chunk: Buffer, done: (error?: Error | null) => void): void
  /** The writer has ended; the reader learns it after everything written before. */
  end(): void
  /** The writer was destroyed; the reader learns that after everything written before, as an error unless it has ended too. */
  reset(): void
  /** The reader wants more. */
  pull(): void
  /** Nothing passes any more; a write that waits fails. */
  close(error: Error): void
}

interface Item {
  /** A chunk, or what became of the writer. */
  what: Buffer | 'end' | 'reset'
  dueAt: number
}

type Rule = { which: number | ChunkPredicate } | undefined

/** Makes the way towards `reader()`, the end that is to be given what is written. */
export function createDirection(
  reader: () => Duplex,
  clock: Clock,
  windowBytes = WIRE_WINDOW_BYTES,
): DirectionCore {
  const state = new DirectionState(reader, clock, windowBytes)
  return {
    counters: state.counters,
    get paused() {
      return state.paused
    },
    pause: () => void (state.paused = true),
    resume() {
      state.paused = false
      state.pump()
    },
    delay: (ms) => state.setDelay(ms),
    drop: (which) => void (state.dropping = { which }),
    corrupt(which, change = flipLastBit) {
      state.corrupting = { which }
      state.change = change
    },
    restore() {
      state.dropping = undefined
      state.corrupting = undefined
      state.setDelay(0)
      state.paused = false
      state.pump()
    },
    write: (chunk, done) => state.write(chunk, done),
    end: () => state.add('end'),
    reset: () => state.add('reset'),
    pull() {
      state.wanted = true
      state.pump()
    },
    close: (error) => state.close(error),
  }
}

function flipLastBit(chunk: Buffer): Buffer {
  const last = chunk.length - 1
  if (last >= 0) chunk[last] = (chunk[last] ?? 0) ^ 1
  return chunk
}

class DirectionState {
  readonly counters = {
    bytesIn: 0,
    bytesOut: 0,
    bytesDropped: 0,
    bytesHeld: 0,
    chunksIn: 0,
    chunksOut: 0,
    chunksDropped: 0,
    chunksCorrupted: 0,
  }
  paused = false
  /** Whether the reader has room. */
  wanted = false
  dropping: Rule
  corrupting: Rule
  change: (chunk: Buffer) => Buffer = flipLastBit
  private readonly reader: () => Duplex
  private readonly clock: Clock
  private readonly windowBytes: number
  private readonly queue: Item[] = []
  private delayMs = 0
  private waiting: ((error?: Error | null) => void) | undefined
  private closed: Error | undefined
  private timer: unknown
  private endDelivered = false

  constructor(reader: () => Duplex, clock: Clock, windowBytes: number) {
    this.reader = reader
    this.clock = clock
    this.windowBytes = windowBytes
  }

  setDelay(ms: number): void {
    this.delayMs = ms
  }

  write(chunk: Buffer, done: (error?: Error | null) => void): void {
    if (this.closed) return done(this.closed)
    const index = this.counters.chunksIn++
    this.counters.bytesIn += chunk.length
    const dropped = applies(this.dropping, chunk, index)
    if (dropped) {
      this.counters.chunksDropped++
      this.counters.bytesDropped += chunk.length
      return done()
    }
    this.add(this.altered(chunk, index))
    if (this.counters.bytesHeld < this.windowBytes) done()
    else this.waiting = done
  }

  private altered(chunk: Buffer, index: number): Buffer {
    if (!applies(this.corrupting, chunk, index)) return chunk
    this.counters.chunksCorrupted++
    // The writer keeps its bytes: it may send the same buffer to others.
    return this.change(Buffer.from(chunk))
  }

  add(what: Item['what']): void {
    if (this.closed) return
    // Never before what was written earlier, whatever the delay was then.
    const dueAt = Math.max(this.clock.now() + this.delayMs, this.queue.at(-1)?.dueAt ?? 0)
    this.queue.push({ what, dueAt })
    if (typeof what !== 'string') this.counters.bytesHeld += what.length
    this.pump()
  }

  /** Gives the reader what is due and what it has room for. */
  pump(): void {
    while (!this.paused && !this.closed) {
      const item = this.queue[0]
      if (item === undefined) return
      if (item.dueAt > this.clock.now()) return this.wake(item.dueAt)
      if (typeof item.what !== 'string' && !this.wanted) return
      this.queue.shift()
      this.deliver(item.what)
    }
  }

  private deliver(what: Item['what']): void {
    const reader = this.reader()
    if (typeof what === 'string') {
      // To one that has said all it had to say, a destroyed other end is an end like any other.
      if (what === 'end' || reader.writableEnded) this.deliverEnd(reader)
      else reader.destroy(new TestkitError('WIRE_RESET', 'the other end of the wire was destroyed'))
    } else {
      this.counters.bytesHeld -= what.length
      this.counters.bytesOut += what.length
      this.counters.chunksOut++
      // A reader that was destroyed takes nothing and refuses nothing.
      this.wanted = reader.destroyed || reader.push(what)
      this.release()
    }
  }

  private deliverEnd(reader: Duplex): void {
    if (this.endDelivered) return
    this.endDelivered = true
    reader.push(null)
  }

  private release(): void {
    const done = this.waiting
    if (done === undefined || this.counters.bytesHeld >= this.windowBytes) return
    this.waiting = undefined
    done()
  }

  private wake(dueAt: number): void {
    if (this.timer !== undefined) return
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined
      this.pump()
    }, dueAt - this.clock.now())
  }

  close(error: Error): void {
    if (this.closed) return
    this.closed = error
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer)
    this.queue.length = 0
    this.counters.bytesHeld = 0
    const done = this.waiting
    this.waiting = undefined
    done?.(error)
  }
}

function applies(rule: Rule, chunk: Buffer, index: number): boolean {
  if (rule === undefined) return false
  if (typeof rule.which === 'function') return rule.which(chunk, index)
  if (rule.which <= 0) return false
  rule.which--
  return true
}

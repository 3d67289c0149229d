import { Duplex } from 'node:stream'
import type { Clock } from '../clock/clock.ts'
import { TestkitError } from '../errors.ts'
import { createDirection, type DirectionCore, type WireDirection } from './direction.ts'

/** How a wire is made. */
export interface WireOptions {
  /** Bytes each direction holds before its writer waits. Default 65,536. */
  windowBytes?: number
  /** Default: the real one. */
  clock?: Clock
}

/** A pair of streams, joined: what is written to one is read from the other. */
export interface Wire extends AsyncDisposable {
  readonly left: Duplex
  readonly right: Duplex
  /** From left to right. */
  readonly toRight: WireDirection
  /** From right to left. */
  readonly toLeft: WireDirection
  readonly isCut: boolean
  /** Both directions: see {@link WireDirection}. */
  pause(): void
  resume(): void
  delay(ms: number): void
  restore(): void
  /** Breaks the wire for good: both ends fail with WIRE_CUT, what was on the way is lost. For a silent one, pause it. */
  cut(): void
}

/**
 * Makes a wire to put under two secret-streams, or between two `store.replicate()` streams.
 *
 * ```ts
 * await using wire = createWire()
 * const near = new SecretStream(true, wire.left)
 * const far = new SecretStream(false, wire.right)
 * wire.toRight.corrupt(1)
 * ```
 */
export function createWire(options: WireOptions = {}): Wire {
  const { clock = realClock, windowBytes } = options
  const toRight: DirectionCore = createDirection(() => right, clock, windowBytes)
  const toLeft: DirectionCore = createDirection(() => left, clock, windowBytes)
  const left: Duplex = createEnd(toRight, toLeft)
  const right: Duplex = createEnd(toLeft, toRight)
  const both = [toRight, toLeft]
  let isCut = false

  const cut = () => {
    if (isCut) return
    isCut = true
    for (const direction of both) direction.close(cutError())
    for (const end of [left, right]) end.destroy(cutError())
  }
  return {
    left,
    right,
    toRight,
    toLeft,
    get isCut() {
      return isCut
    },
    pause: () => both.forEach((direction) => direction.pause()),
    resume: () => both.forEach((direction) => direction.resume()),
    delay: (ms) => both.forEach((direction) => direction.delay(ms)),
    restore: () => both.forEach((direction) => direction.restore()),
    cut,
    async [Symbol.asyncDispose]() {
      for (const direction of both) direction.close(cutError())
      await Promise.all([ended(left), ended(right)])
    },
  }
}

const realClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
}

function createEnd(out: DirectionCore, into: DirectionCore): Duplex {
  return new Duplex({
    write: (chunk: Buffer, _encoding, done) => out.write(chunk, done),
    final(done) {
      out.end()
      done()
    },
    read: () => into.pull(),
    destroy(error, done) {
      // An end that was closed in order, both ways, has said all there is to say.
      if (!(this.writableFinished && this.readableEnded)) out.reset()
      // What still comes this way is thrown away, so that the other end's last writes do not wait for ever.
      into.pull()
      done(error)
    },
  })
}

function cutError(): TestkitError {
  return new TestkitError('WIRE_CUT', 'the wire was cut')
}

function ended(end: Duplex): Promise<void> {
  if (end.closed) return Promise.resolve()
  return new Promise((resolve) => {
    end.once('close', resolve)
    end.destroy()
  })
}

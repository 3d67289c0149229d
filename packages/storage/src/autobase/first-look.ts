/**
 * Whoever is new to a base reads the first batch of its first writer, because it says which cores the views are in. Then it hears
 * how long those are, goes forward, and needs nothing more of what that writer said. But Autobase has asked for its next 256 blocks
 * by then, and again for as many: up to 130 kB that nobody reads. So nothing more is asked for until somebody has said
 * how long the views are.
 */
import type Autobase from 'autobase'
import type Hypercore from 'hypercore'
import { FIRST_LOOK_MS, FIRST_PREFETCH_BLOCKS, FORWARD_BLOCKS } from '../constants.ts'
import type { BaseInternals } from './base-internals.ts'
import type { GuardedBase, WriterInternals } from './writer-internals.ts'

/** Call it in the same tick as the constructor, before the base opens its writers. */
export function lookFirst(base: Autobase): void {
  const guarded = base as unknown as GuardedBase
  const look = new FirstLook(base)
  const makeWriter = guarded._makeWriter.bind(base)
  guarded._makeWriter = (...place) => {
    const writer = makeWriter(...place)
    if (writer !== null) askForLittle(writer, look)
    return writer
  }
}

function askForLittle(writer: WriterInternals, look: FirstLook): void {
  const resume = writer._resume.bind(writer)
  writer._resume = () => {
    if (look.isOver()) return resume()
    look.begin()
    // A batch is whole: enough to go on with. The first one may be longer than most are.
    if (writer.available > 0) return
    const { length: start } = writer.nodes
    const end = start + Math.max(start, FIRST_PREFETCH_BLOCKS)
    if (writer.range?.range.end === end) return
    writer.range?.destroy()
    writer.range = writer.core.download({ start, end, linear: true })
  }
}

class FirstLook {
  readonly #base: Autobase
  #state: 'none' | 'looking' | 'over' = 'none'

  constructor(base: Autobase) {
    this.#base = base
    base.on('update', () => this.begin())
    base.once('fast-forward', () => this.#end())
    // What was here before is read as ever.
    const onready = () => (base.core.length > 0 && this.#state === 'none' ? this.#end() : undefined)
    base.ready().then(onready, () => undefined)
  }

  isOver(): boolean {
    return this.#state === 'over'
  }

  /** When the first batch was applied, so that there is something to look at. */
  begin(): void {
    const { opened, core } = this.#base
    if (this.#state !== 'none' || !opened || core.length === 0 || core.key === null) return
    this.#state = 'looking'
    // When the base closes just then, there is nothing to look at.
    this.#look(core.key).catch(() => this.#end())
  }

  async #look(system: Uint8Array): Promise<void> {
    const internals = this.#base as unknown as BaseInternals
    const core = internals.store.get({ key: system })
    // Closing it ends whatever is waited for.
    const timer = setTimeout(() => void core.close(), FIRST_LOOK_MS)
    try {
      await core.ready()
      // Whoever made the base has signed something of it.
      if (core.length === 0) await untilOr(core, (done) => core.once('append', done))
      const isFarBehind = core.length - this.#base.core.length >= FORWARD_BLOCKS
      if (isFarBehind) await untilOr(core, (done) => this.#base.once('fast-forward', done))
    } catch {
      // Nobody said it in time, or the base is closing: then all is read.
    } finally {
      clearTimeout(timer)
      await core.close()
      this.#end()
    }
  }

  /** Writers that asked for nothing meanwhile ask now. */
  #end(): void {
    this.#state = 'over'
    if (this.#base.closing === null) (this.#base as unknown as BaseInternals)._updateActivity()
  }
}

/** @throws Error when the core closes first */
async function untilOr(core: Hypercore, listen: (done: () => void) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  listen(() => resolve())
  core.once('close', () => reject(new Error('the core closed')))
  await promise
}

/** What the node tells an app unasked: deep links, newer versions. Few, so the newest are kept for who asks later. */
import type { WireObject, WireStream } from '@comice/runtime/wire'
import { MAX_KEPT_EVENTS } from '../constants.ts'

export class EventFeed {
  readonly #streams = new Set<WireStream>()
  readonly #kept: WireObject[] = []

  send(event: WireObject): void {
    this.#kept.push(event)
    if (this.#kept.length > MAX_KEPT_EVENTS) this.#kept.shift()
    this.#flush()
  }

  /** From now on the events go to `stream`, those first that nobody got. */
  follow(stream: WireStream): void {
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    this.#flush()
  }

  /** A reader that is behind gets the newest {@link MAX_KEPT_EVENTS} when it catches up. */
  #flush(): void {
    for (const stream of this.#streams) {
      if (!stream.writable) continue
      if (stream.writableNeedDrain) {
        stream.once('drain', () => this.#flush())
        return
      }
      for (const event of this.#kept.splice(0)) stream.write(event)
      return
    }
  }
}

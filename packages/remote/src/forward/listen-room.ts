/** How much of this machine's descriptors each device may have by what listens for it here. */
import { MAX_LISTEN_CONNECTIONS, MAX_LISTEN_WAITING, MAX_LISTENERS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'

interface Held {
  listeners: number
  connections: number
  /** Streams to the device that it has not taken yet, also of connections that are gone by now. */
  waiting: number
}

/** A connection that came. */
export interface Entered {
  /** The device has taken it, or does not. */
  readonly asked: () => void
  /** It is gone. */
  readonly left: () => void
}

export class ListenRoom {
  readonly #heldByDevice = new Map<string, Held>()

  /** Until what it returns is called. @throws REMOTE_BUSY */
  listen(device: string): () => void {
    const held = this.#of(device)
    if (held.listeners >= MAX_LISTENERS) throw RemoteErrors.REMOTE_BUSY({ limit: MAX_LISTENERS })
    held.listeners++
    return once(() => {
      held.listeners--
      this.#tidy(device, held)
    })
  }

  /** Null when there is no room for it. */
  enter(device: string): Entered | null {
    const held = this.#of(device)
    if (held.connections >= MAX_LISTEN_CONNECTIONS || held.waiting >= MAX_LISTEN_WAITING) return null
    held.connections++
    held.waiting++
    const less = (kind: 'connections' | 'waiting') =>
      once(() => {
        held[kind]--
        this.#tidy(device, held)
      })
    return { asked: less('waiting'), left: less('connections') }
  }

  #of(device: string): Held {
    const held = this.#heldByDevice.get(device) ?? { listeners: 0, connections: 0, waiting: 0 }
    this.#heldByDevice.set(device, held)
    return held
  }

  #tidy(device: string, { listeners, connections, waiting }: Held): void {
    if (listeners === 0 && connections === 0 && waiting === 0) this.#heldByDevice.delete(device)
  }
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) work()
    isDone = true
  }
}

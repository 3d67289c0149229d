/**
 * A field in which a message is written, and the draft that all faces and devices of the user have of it. What is typed here
 * is told after a moment; what was typed elsewhere is shown unless something else was typed here since.
 */
import type { NodeApi } from '../connection/node-client.ts'
import { subscribe } from '../connection/subscribe.ts'
import { DRAFT_PAUSE_MS } from '../constants.ts'

export interface SharedDraftParts {
  readonly api: NodeApi
  readonly room: string
  /** What stands in the field. */
  readonly read: () => string
  /** Puts another text into it. */
  readonly show: (text: string) => void
}

export class SharedDraft {
  readonly #parts: SharedDraftParts
  readonly #ending = new AbortController()
  /** What is known to be the draft of all. */
  #shared = ''
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(parts: SharedDraftParts) {
    this.#parts = parts
    // Nobody misses it: whether the node is there shows at everything else.
    this.#follow().catch(() => undefined)
  }

  /** The user has changed the field. An empty one is told at once: what was in it is said, or not wanted. */
  changed(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tell(), this.#parts.read() === '' ? 0 : DRAFT_PAUSE_MS)
  }

  /** Tells what was not told yet. */
  async close(): Promise<void> {
    this.#ending.abort()
    if (this.#timer !== null) await this.#tell()
  }

  async #follow(): Promise<void> {
    const { api, read, room, show } = this.#parts
    const { signal } = this.#ending
    for await (const text of subscribe<{ room: string }, string>(
      api.rooms.drafts.watch,
      { room },
      { signal },
    )) {
      const isChanged = read() !== this.#shared || this.#timer !== null
      this.#shared = text
      if (!isChanged && read() !== text && !signal.aborted) show(text)
    }
  }

  async #tell(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const { api, read, room } = this.#parts
    // One that is too long for a message stays where it is.
    await api.rooms.drafts.put.mutate({ room, text: read() }).catch(() => undefined)
  }
}

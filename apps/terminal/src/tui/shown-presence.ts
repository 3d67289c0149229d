/** Tells the node which room somebody looks at, and that they type. What others see of it is the node's matter. */
import type { NodeApi } from '@comice/client'
import { TUI_PRESENCE_MS, TUI_TYPING_MS } from '../constants.ts'

export class ShownPresence {
  readonly #api: NodeApi
  #room: string | null = null
  #timer: NodeJS.Timeout | null = null
  #typedAt = 0

  constructor(api: NodeApi) {
    this.#api = api
  }

  enter(room: string): void {
    const left = this.leave()
    this.#room = room
    this.#timer = setInterval(() => void this.#show(), TUI_PRESENCE_MS)
    void left.then(() => this.#show())
  }

  type(): void {
    if (Date.now() - this.#typedAt < TUI_TYPING_MS) return
    this.#typedAt = Date.now()
    void this.#show({ isTyping: true })
  }

  /** What was typed is said. */
  said(): void {
    this.#typedAt = 0
    void this.#show()
  }

  async leave(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    const room = this.#room
    this.#room = null
    this.#typedAt = 0
    if (room !== null) await this.#tell(room, { isHere: false, isTyping: false })
  }

  async #show({ isTyping } = { isTyping: Date.now() - this.#typedAt < TUI_TYPING_MS }): Promise<void> {
    if (this.#room !== null) await this.#tell(this.#room, { isHere: true, isTyping })
  }

  async #tell(room: string, shown: { isHere: boolean; isTyping: boolean }): Promise<void> {
    // Nobody misses it: whether the node is there shows at everything else.
    await this.#api.rooms.presence.show.mutate({ room, ...shown }).catch(() => undefined)
  }
}

/** The messages of one room that are here to be shown: the newest, and pages before them, or those around a place. */
import type { NodeApi } from '@comice/client'
import type { RoomSnapshot } from '@comice/host'
import { MAX_PAGE, TUI_PAGE_MESSAGES } from '../constants.ts'
import type { Message } from '../output/transcript.ts'

export class RoomPages {
  /** Its id. */
  readonly room: string
  readonly #api: NodeApi
  readonly #changed: () => void
  #isLoading = false
  /** The newest page as it came last. */
  #newest: readonly Message[] = []
  /** Oldest first, without gaps. */
  messages: readonly Message[] = []
  /** Whether the newest are among them; what is said then appears. */
  isAtEnd = true

  constructor(api: NodeApi, room: string, changed: () => void) {
    this.#api = api
    this.room = room
    this.#changed = changed
  }

  get hasOlder(): boolean {
    return (this.messages[0]?.seq ?? 0) > 0
  }

  /** Takes over the newest page, complete in itself. What is before it stays, when it goes on from there. */
  async take({ messages }: RoomSnapshot): Promise<void> {
    this.#newest = messages
    if (!this.isAtEnd) return
    const first = messages[0]
    const older = first === undefined ? [] : this.messages.filter(({ seq }) => seq < first.seq)
    const last = older.at(-1)
    if (first === undefined || last === undefined || last.seq + 1 === first.seq) {
      this.messages = [...older, ...messages]
      return
    }
    const missing = first.seq - last.seq - 1
    const between = missing > MAX_PAGE ? [] : await this.#page(first.seq, missing)
    // Somebody has gone elsewhere meanwhile.
    if (!this.isAtEnd) return
    this.messages = [...(between.length === missing ? older : []), ...between, ...messages]
  }

  /** The page before. */
  older(): Promise<void> {
    return this.#load(async () => {
      const first = this.messages[0]
      if (first === undefined || first.seq === 0) return
      const page = await this.#page(first.seq, TUI_PAGE_MESSAGES)
      if (this.messages[0]?.seq === first.seq) this.messages = [...page, ...this.messages]
    })
  }

  /** The page after, away from the end. */
  newer(): Promise<void> {
    return this.#load(async () => {
      const last = this.messages.at(-1)
      if (this.isAtEnd || last === undefined) return
      const page = await this.#page(last.seq + 1 + TUI_PAGE_MESSAGES, TUI_PAGE_MESSAGES)
      if (this.isAtEnd || this.messages.at(-1)?.seq !== last.seq) return
      this.#append(page.filter(({ seq }) => seq > last.seq))
    })
  }

  /** Those around a number, instead of what is here. */
  async around(seq: number): Promise<void> {
    const half = Math.floor(TUI_PAGE_MESSAGES / 2)
    const known = this.messages.find((message) => message.seq === seq)
    if (known !== undefined) return
    this.messages = await this.#page(seq + half, TUI_PAGE_MESSAGES)
    this.isAtEnd = false
    this.#changed()
  }

  /** Back to the newest, which are here: a page that is asked for now could be older than the one that came last. */
  toEnd(): void {
    if (this.isAtEnd) return
    this.messages = this.#newest
    this.isAtEnd = true
    this.#changed()
  }

  /** Once they reach the newest page, that is the end. */
  #append(fresh: readonly Message[]): void {
    const messages = [...this.messages, ...fresh]
    const first = this.#newest[0]
    const reached = messages.at(-1)
    this.isAtEnd = first !== undefined && reached !== undefined && reached.seq + 1 >= first.seq
    this.messages = this.isAtEnd
      ? [...messages.filter(({ seq }) => first !== undefined && seq < first.seq), ...this.#newest]
      : messages
  }

  async #page(before: number | undefined, limit: number): Promise<readonly Message[]> {
    const page = await this.#api.rooms.history.query({ room: this.room, before, limit })
    return page.messages
  }

  /** One at a time: keys repeat faster than pages come. */
  async #load(work: () => Promise<void>): Promise<void> {
    if (this.#isLoading) return
    this.#isLoading = true
    try {
      await work()
    } finally {
      this.#isLoading = false
    }
    this.#changed()
  }
}

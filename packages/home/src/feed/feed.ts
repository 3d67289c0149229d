/** The feed of one device, as far as it is here: blocks from the first without a gap, decoded. */
import type Hypercore from 'hypercore'
import { decodeBlock, encodeBlock, type HomeContent } from '../block/home-block.ts'
import { MAX_FEED_BLOCKS } from '../constants.ts'

export interface FeedEvents {
  /** More of it is here. */
  readonly onblocks: () => void
  /** It cannot be read or written any more. */
  readonly onproblem: (error: Error) => void
}

export class Feed {
  readonly core: Hypercore
  readonly #events: FeedEvents
  readonly #blocks: (HomeContent | null)[] = []
  #reading: Promise<void> | null = null
  #isClosed = false

  constructor(core: Hypercore, events: FeedEvents) {
    this.core = core
    this.#events = events
    core.on('append', () => this.#readSoon())
    core.on('conflict', () => events.onproblem(new Error('the feed has two continuations')))
  }

  get blocks(): readonly (HomeContent | null)[] {
    return this.#blocks
  }

  /** Resolves when what is on this disk was read; what others have comes later. */
  async open(): Promise<void> {
    await this.core.ready()
    while (this.#blocks.length < this.#end() && (await this.core.has(this.#blocks.length)))
      await this.#readNext()
    // What is appended later is fetched as well, and no more than is read: a device that was put out may go on for ever.
    this.core.download({ start: 0, end: MAX_FEED_BLOCKS })
    this.#readSoon()
  }

  /** Resolves when it is on the disk and read. */
  async append(contents: readonly HomeContent[]): Promise<void> {
    await this.core.append(contents.map(encodeBlock))
    await this.#read()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.core.close()
    await this.#reading?.catch(() => undefined)
  }

  #end(): number {
    return Math.min(this.core.length, MAX_FEED_BLOCKS)
  }

  #readSoon(): void {
    this.#read().catch((error: unknown) => {
      if (!this.#isClosed) this.#events.onproblem(error instanceof Error ? error : new Error(String(error)))
    })
  }

  /** One reader at a time; what comes while it reads is read by it. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => (this.#reading = null))
    return this.#reading
  }

  async #readOn(): Promise<void> {
    const before = this.#blocks.length
    let told = before
    while (this.#blocks.length < this.#end() && !this.#isClosed) {
      const isHere = await this.core.has(this.#blocks.length)
      // The next one has to be fetched, which may take for ever: what came before it is told of first.
      if (!isHere && told < this.#blocks.length) {
        told = this.#blocks.length
        this.#events.onblocks()
      }
      await this.#readNext()
    }
    if (told < this.#blocks.length) this.#events.onblocks()
  }

  async #readNext(): Promise<void> {
    this.#blocks.push(decodeBlock(await this.core.get(this.#blocks.length)))
  }
}

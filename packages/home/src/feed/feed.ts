/** The feed of one device, as far as it is here: blocks from the first without a gap, decoded. */
import type Hypercore from 'hypercore'
import { decodeBlock, encodeBlock, type HomeContent } from '../block/home-block.ts'
import { MAX_FEED_BLOCKS, MAX_FEED_BYTES } from '../constants.ts'
import { HomeErrors } from '../errors.ts'

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
  /** Blocks that were asked for, or are here. */
  #fetched = 0
  /** Blocks that this device knows to have written; null: it is another's feed. */
  #own: number | null = null
  #reading: Promise<void> | null = null
  #isClosed = false

  constructor(core: Hypercore, events: FeedEvents) {
    this.core = core
    this.#events = events
    core.on('append', () => this.#onappend())
    core.on('conflict', () => events.onproblem(new Error('the feed has two continuations')))
  }

  get blocks(): readonly (HomeContent | null)[] {
    return this.#blocks
  }

  /** Resolves when what is on this disk was read; what others have comes later. */
  async open(): Promise<void> {
    await this.core.ready()
    if (this.core.writable) this.#own = this.core.length
    const end = Math.min(this.core.length, MAX_FEED_BLOCKS)
    while (this.#blocks.length < end && (await this.core.has(this.#blocks.length))) await this.#readNext()
    this.#readSoon()
  }

  /** Resolves when it is on the disk and read. @throws HOME_FULL, and what `onproblem` was told */
  async append(contents: readonly HomeContent[]): Promise<void> {
    const blocks = contents.map(encodeBlock)
    const bytes = blocks.reduce((sum, block) => sum + block.byteLength, this.core.byteLength)
    if (this.core.length + blocks.length > MAX_FEED_BLOCKS || bytes > MAX_FEED_BYTES)
      throw HomeErrors.HOME_FULL({ blocks: MAX_FEED_BLOCKS, bytes: MAX_FEED_BYTES })
    if (this.#own !== null) this.#own += blocks.length
    await this.core.append(blocks)
    await this.#read()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.core.close()
    await this.#reading?.catch(() => undefined)
  }

  #onappend(): void {
    // Who else has this device's key: the profile was put back to an older state, or runs in two places.
    if (this.#own !== null && this.core.length > this.#own)
      this.#events.onproblem(new Error(`${this.core.length} blocks, of which ${this.#own} are known here`))
    this.#readSoon()
  }

  /** How far it is read. A device that was put out may go on for ever, and with blocks of any size. */
  async #end(): Promise<number> {
    const { byteLength, length } = this.core
    const within = Math.min(length, MAX_FEED_BLOCKS)
    if (byteLength <= MAX_FEED_BYTES) return within
    // The sizes are in the signed tree: where the bound lies is known before any block beyond it is fetched.
    const place = await this.core.seek(MAX_FEED_BYTES)
    return place === null ? this.#blocks.length : Math.min(within, place[0])
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
    for (let end = await this.#end(); this.#blocks.length < end && !this.#isClosed; end = await this.#end()) {
      if (this.#fetched < end) this.core.download({ start: this.#blocks.length, end })
      this.#fetched = Math.max(this.#fetched, end)
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

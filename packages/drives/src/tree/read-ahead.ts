/**
 * A Hyperbee is walked one entry after the other, and each entry is a read of the store by itself: 0.1 ms of CPU, and a
 * wait for another thread. Entries that were written together lie side by side in their core, so their neighbours are read
 * with them.
 *
 * This replaces a part of sessions that hypercore 11.37 does not document, `_get`, for those of one checkout alone; pinned by
 * test/tree/read-ahead.test.ts. Without it, walking is only slower.
 */
import type Hyperdrive from 'hyperdrive'
import {
  MAX_TREE_WINDOWS_BYTES,
  MAX_WINDOW_READS,
  TREE_BLOCK_OVERHEAD_BYTES,
  TREE_WINDOW_BLOCKS,
} from '../constants.ts'

interface State {
  /** Of a snapshot: blocks from here on are not those of the snapshot any more. */
  readonly snapshotCompatLength: number
  readonly storage: { read(): { getBlock(index: number): Promise<Buffer | null>; tryFlush(): void } }
}

interface Session {
  readonly length: number
  readonly state: State
  readonly core: { readonly state: State; readonly bitfield: { get(index: number): boolean } }
  /** A block as it is stored; waits for peers when it is not here. */
  _get?: (index: number, options: unknown) => Promise<Buffer | null>
  /** What Hyperbee reads a range by. */
  snapshot: (options?: unknown) => Session
}

interface Window {
  readonly blocks: Promise<readonly (Buffer | null)[]>
  /** What they take of memory; 0 before they are read. */
  bytes: number
  /** How often it was read: blocks come while the tree is walked. */
  readonly reads: number
}

const sessions = new WeakSet<Session>()

/** Reads the tree of a checkout in windows from now on. Its blocks never change. */
export async function readTreeAhead(checkout: Hyperdrive): Promise<void> {
  await checkout.ready()
  const session = checkout.core as unknown as Session
  if (sessions.has(session)) return
  sessions.add(session)
  const windows = new Windows(session)
  readFrom(windows, session)
  const snapshot = session.snapshot.bind(session)
  session.snapshot = (options) => readFrom(windows, snapshot(options))
}

function readFrom(windows: Windows, session: Session): Session {
  const get = session._get?.bind(session)
  if (get !== undefined)
    session._get = async (index, options) => (await windows.block(index)) ?? get(index, options)
  return session
}

class Windows {
  readonly #session: Session
  /** By their place, oldest use first. */
  readonly #windows = new Map<number, Window>()
  #bytes = 0

  constructor(session: Session) {
    this.#session = session
  }

  /** A block of the snapshot; null for one that is not here. */
  async block(index: number): Promise<Buffer | null> {
    const place = Math.floor(index / TREE_WINDOW_BLOCKS)
    const known = this.#windows.get(place)
    const found = known === undefined ? null : await this.#in(known, index)
    if (known !== undefined && (found !== null || !this.#isWorthReading(known, index))) {
      if (this.#windows.get(place) === known) this.#keep(place, known)
      return found
    }
    const window: Window = { blocks: this.#read(place), bytes: 0, reads: (known?.reads ?? 0) + 1 }
    this.#keep(place, window)
    const blocks = await window.blocks
    if (this.#windows.get(place) === window) this.#count(window, blocks)
    return this.#in(window, index)
  }

  /** As the one that was used last. */
  #keep(place: number, window: Window): void {
    const before = this.#windows.get(place)
    if (before !== window) this.#bytes -= before?.bytes ?? 0
    this.#windows.delete(place)
    this.#windows.set(place, window)
  }

  /** Forgets those that were not used for longest, when these make it too many bytes. */
  #count(window: Window, blocks: readonly (Buffer | null)[]): void {
    window.bytes = blocks.reduce(
      (sum, block) => sum + (block?.byteLength ?? 0) + TREE_BLOCK_OVERHEAD_BYTES,
      0,
    )
    this.#bytes += window.bytes
    for (const [place, { bytes }] of this.#windows) {
      if (this.#bytes <= MAX_TREE_WINDOWS_BYTES) break
      this.#windows.delete(place)
      this.#bytes -= bytes
    }
  }

  async #in({ blocks }: Window, index: number): Promise<Buffer | null> {
    const block = (await blocks)[index % TREE_WINDOW_BLOCKS] ?? null
    // The core may have been cut off, and have other blocks there by now.
    return index < this.#session.state.snapshotCompatLength ? block : null
  }

  #isWorthReading({ reads }: Window, index: number): boolean {
    return reads < MAX_WINDOW_READS && this.#session.core.bitfield.get(index)
  }

  /** From the core itself: its snapshot does not have what has come since. */
  #read(place: number): Window['blocks'] {
    const start = place * TREE_WINDOW_BLOCKS
    const count = Math.min(this.#session.length - start, TREE_WINDOW_BLOCKS)
    const read = this.#session.core.state.storage.read()
    const blocks = Array.from({ length: Math.max(0, count) }, (_, at) => read.getBlock(start + at))
    read.tryFlush()
    return Promise.all(blocks)
  }
}

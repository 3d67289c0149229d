/** Files that go out with the next message: given to the node as soon as they are chosen, taken back when one thinks better. */
import { toComiceError } from '@comice/client'
import type { AddedFile } from '@comice/host'
import { type ComiceError, LIMITS } from '@comice/protocol'
import { WindowErrors } from '../errors.ts'

export interface Attachment {
  readonly key: number
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** 0 to 1. */
  readonly share: number
  /** Null until the node has it. */
  readonly added: AddedFile | null
  readonly error: ComiceError | null
}

export interface ShelfContents {
  readonly all: readonly Attachment[]
  /** Why not all that was chosen is here. */
  readonly problem: ComiceError | null
}

export interface AttachmentShelfParts {
  /** Gives one to the node. */
  readonly upload: (
    file: File,
    options: { readonly signal: AbortSignal; readonly onshare: (share: number) => void },
  ) => Promise<AddedFile>
  /** Has the node forget one. */
  readonly discard: (id: string) => Promise<unknown>
}

const EMPTY: ShelfContents = { all: [], problem: null }

export class AttachmentShelf {
  readonly #parts: AttachmentShelfParts
  readonly #listeners = new Set<() => void>()
  readonly #running = new Map<number, AbortController>()
  #contents = EMPTY
  #nextKey = 0

  constructor(parts: AttachmentShelfParts) {
    this.#parts = parts
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly get = (): ShelfContents => this.#contents

  readonly refuse = (problem: ComiceError): void => this.#set({ ...this.#contents, problem })

  readonly add = (files: readonly File[]): void => {
    const limit = LIMITS.MAX_MESSAGE_FILES
    const left = limit - this.#contents.all.length
    const problem = files.length > left ? WindowErrors.TOO_MANY_FILES({ limit }) : null
    const chosen = files.slice(0, left).map((file) => ({ file, key: this.#nextKey++ }))
    const fresh = chosen.map(({ file: { name, size }, key }) => {
      return { key, name, size, share: 0, added: null, error: null }
    })
    this.#set({ all: [...this.#contents.all, ...fresh], problem })
    for (const { file, key } of chosen) void this.#start(file, key)
  }

  readonly remove = (key: number): void => {
    const all = this.#contents.all.filter((one) => one.key !== key)
    this.#discard(this.#contents.all.filter((one) => one.key === key))
    this.#set({ all, problem: null })
  }

  /** Gives them away, to be said. */
  readonly take = (): readonly AddedFile[] => {
    const taken = this.#contents.all.flatMap(({ added }) => (added === null ? [] : [added]))
    this.#set(EMPTY)
    return taken
  }

  /** Takes all of them back: the node keeps nothing that nobody will say. */
  readonly clear = (): void => {
    this.#discard(this.#contents.all)
    this.#set(EMPTY)
  }

  async #start(file: File, key: number): Promise<void> {
    const { signal } = this.#begin(key)
    try {
      const added = await this.#parts.upload(file, {
        signal,
        onshare: (share) => this.#change(key, { share }),
      })
      if (signal.aborted) await this.#parts.discard(added.id)
      else this.#change(key, { added, share: 1 })
    } catch (error) {
      if (!signal.aborted) this.#change(key, { error: toComiceError(error) })
    } finally {
      this.#running.delete(key)
    }
  }

  #begin(key: number): AbortController {
    const ending = new AbortController()
    this.#running.set(key, ending)
    return ending
  }

  #discard(attachments: readonly Attachment[]): void {
    for (const { key, added } of attachments) {
      this.#running.get(key)?.abort()
      // What the node keeps of it goes when the room closes, should this fail.
      if (added !== null) this.#parts.discard(added.id).catch(() => undefined)
    }
  }

  #change(key: number, changed: Partial<Attachment>): void {
    const all = this.#contents.all.map((one) => (one.key === key ? { ...one, ...changed } : one))
    this.#set({ ...this.#contents, all })
  }

  #set(contents: ShelfContents): void {
    this.#contents = contents
    for (const listener of this.#listeners) listener()
  }
}

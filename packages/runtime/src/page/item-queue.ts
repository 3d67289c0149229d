/** Items between a writer and a reader, where the writer can wait. */

export interface ItemQueueOptions {
  /** The writer waits while the reader has this much, or more, before it. */
  readonly windowBytes: number
  /** An item of so many bytes was taken. */
  readonly onTaken?: (bytes: number) => void
  /** The reader left before the end. */
  readonly onLeft?: () => void
}

interface Reader<Item> {
  resolve(result: IteratorResult<Item, undefined>): void
  reject(reason: unknown): void
}

/** One reader; what it leaves is gone. */
export class ItemQueue<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #options: ItemQueueOptions
  readonly #items: { item: Item; bytes: number }[] = []
  readonly #readers: Reader<Item>[] = []
  #writers: (() => void)[] = []
  #bytes = 0
  #end: { readonly failed: boolean; readonly reason: unknown } | null = null

  constructor(options: ItemQueueOptions) {
    this.#options = options
  }

  /** Resolves when there is room for another. What comes after the end is dropped. */
  push(item: Item, bytes: number): Promise<void> {
    if (this.#end !== null) return Promise.resolve()
    const reader = this.#readers.shift()
    if (reader !== undefined) {
      reader.resolve({ done: false, value: item })
      this.#options.onTaken?.(bytes)
      return Promise.resolve()
    }
    this.#items.push({ item, bytes })
    this.#bytes += bytes
    if (this.#bytes < this.#options.windowBytes) return Promise.resolve()
    return new Promise((resolve) => this.#writers.push(resolve))
  }

  /** Nothing comes after what was pushed. */
  end(): void {
    this.#finish({ failed: false, reason: undefined })
  }

  /** As {@link end}, and then the reader gets this error, once. */
  fail(reason: unknown): void {
    this.#finish({ failed: true, reason })
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const first = this.#items.shift()
    if (first !== undefined) {
      this.#bytes -= first.bytes
      if (this.#bytes < this.#options.windowBytes) this.#letWrite()
      this.#options.onTaken?.(first.bytes)
      return Promise.resolve({ done: false, value: first.item })
    }
    if (this.#end === null) return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
    const { failed, reason } = this.#end
    this.#end = { failed: false, reason: undefined }
    if (failed) return raise(reason)
    return Promise.resolve({ done: true, value: undefined })
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    const wasOpen = this.#end === null
    this.end()
    this.#items.length = 0
    this.#bytes = 0
    this.#end = { failed: false, reason: undefined }
    if (wasOpen) this.#options.onLeft?.()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #finish(end: { failed: boolean; reason: unknown }): void {
    if (this.#end !== null) return
    this.#end = end
    this.#letWrite()
    for (const reader of this.#readers.splice(0)) {
      if (end.failed) reader.reject(end.reason)
      else reader.resolve({ done: true, value: undefined })
      // Only the first is told of the error.
      end = { failed: false, reason: undefined }
      this.#end = end
    }
  }

  #letWrite(): void {
    const writers = this.#writers
    this.#writers = []
    for (const resume of writers) resume()
  }
}

/** As the other side reported it, whatever it is. */
async function raise(reason: unknown): Promise<never> {
  throw reason
}

/** How much of the disk an app takes, against how much it may. */
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { STORAGE_POLL_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

export class DiskMeter {
  readonly #dir: string
  readonly #maxBytes: number
  #measured = 0
  #sinceMeasured = 0
  #appended = 0
  #timer: NodeJS.Timeout | null = null

  constructor(dir: string, maxBytes: number) {
    this.#dir = dir
    this.#maxBytes = maxBytes
  }

  /** As last measured, and what was appended since. */
  get bytes(): number {
    return this.#measured + this.#sinceMeasured
  }

  get appendedBytes(): number {
    return this.#appended
  }

  get isFull(): boolean {
    return this.bytes > this.#maxBytes
  }

  /** Takes room for what is about to be written. @throws QUOTA_EXCEEDED */
  take(bytes: number): void {
    if (this.bytes + bytes > this.#maxBytes)
      throw PlatformErrors.QUOTA_EXCEEDED({ what: 'bytes of storage', limit: this.#maxBytes })
    this.#sinceMeasured += bytes
    this.#appended += bytes
  }

  async measure(): Promise<void> {
    const before = this.#sinceMeasured
    this.#measured = await sizeOf(this.#dir)
    this.#sinceMeasured -= before
  }

  /** Measures now and then, while peers fill the store; calls `onfull` each time it is found full. */
  watch(onfull: () => void): void {
    this.#timer ??= setInterval(() => {
      void this.measure().then(() => {
        if (this.isFull) onfull()
      })
    }, STORAGE_POLL_MS).unref()
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }
}

/** What is deleted while it is counted counts nothing. Links are not followed. */
async function sizeOf(dir: string): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [] as Dirent[])
  const sizes = await Promise.all(entries.map((entry) => sizeOfEntry(dir, entry)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function sizeOfEntry(dir: string, entry: Dirent): Promise<number> {
  const path = join(dir, entry.name)
  if (entry.isDirectory()) return sizeOf(path)
  if (!entry.isFile()) return 0
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

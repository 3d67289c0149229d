/**
 * Small files with as few jobs for the threads of Node's pool as they need. Such a job costs two changes of threads, 30 to 60 µs on a
 * busy machine, and what it does for a file of a few kilobytes costs 2. So what may wait for a disk is a job, and what never does
 * is called at once: asking for the state of a file that is open, and closing one that was only read.
 * See docs/decisions/0232-small-files-by-fewer-jobs.md.
 */
import { close, closeSync, fchmod, fstatSync, fsync, futimes, open, read, type Stats, write } from 'node:fs'
import { promisify } from 'node:util'

const jobs = {
  close: promisify(close),
  open: promisify(open),
  read: promisify(read),
  write: promisify(write),
  sync: promisify(fsync),
  mode: promisify(fchmod),
  times: promisify(futimes),
}

/**
 * Closed at the end of its scope: by `using` when it was only read, by `await using` when it was written to. Nothing may be under way
 * then: the system gives its number to the next file.
 */
export class PlainFile implements Disposable, AsyncDisposable {
  readonly #fd: number

  private constructor(fd: number) {
    this.#fd = fd
  }

  /** @throws what the system says, with its code */
  static async open(place: string, flags: number, mode?: number): Promise<PlainFile> {
    return new PlainFile(await jobs.open(place, flags, mode))
  }

  get stats(): Stats {
    return fstatSync(this.#fd)
  }

  /** Fills the memory from `from` on; fewer bytes than it has room for when the file is shorter. */
  async fill(memory: Uint8Array, from = 0): Promise<number> {
    let filled = 0
    while (filled < memory.byteLength) {
      const { bytesRead } = await jobs.read(
        this.#fd,
        memory,
        filled,
        memory.byteLength - filled,
        from + filled,
      )
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled
  }

  /** From the beginning. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength;) {
      const { bytesWritten } = await jobs.write(this.#fd, bytes, at, bytes.byteLength - at, at)
      at += bytesWritten
    }
  }

  async setMode(mode: number): Promise<void> {
    await jobs.mode(this.#fd, mode)
  }

  async setTime(ms: number): Promise<void> {
    await jobs.times(this.#fd, ms / 1000, ms / 1000)
  }

  async sync(): Promise<void> {
    await jobs.sync(this.#fd)
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await jobs.close(this.#fd)
  }
}

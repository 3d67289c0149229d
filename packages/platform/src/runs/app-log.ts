/** What a process without a terminal prints, kept in its app's storage: the newest part, however much it prints. */
import { mkdir, open, type FileHandle, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { APP_LOG_REST_MS, MAX_APP_LOG_BYTES } from '../constants.ts'

/** A backend's, inside the window's folder of an app's storage. What was written before it began again ends in `.1`. */
export const APP_LOG = 'backend.log'

/**
 * Writes into `file` until all of `outputs` have ended, at the latest a moment after `ended`: what a process left behind
 * may hold its output for ever. A process that prints faster than the disk takes it waits. Never rejects.
 */
export async function keepLog(
  file: string,
  outputs: readonly (Readable | null)[],
  ended: Promise<unknown>,
): Promise<void> {
  const streams = outputs.filter((output) => output !== null)
  const rest = ended.then(() =>
    setTimeout(() => {
      for (const output of streams) output.destroy()
    }, APP_LOG_REST_MS),
  )
  await writeAll(file, streams)
  void rest.then(clearTimeout)
}

async function writeAll(file: string, streams: readonly Readable[]): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await using log = await BoundedFile.open(file)
    await Promise.all(
      streams.map(async (output) => {
        // Destroyed, it would break the pipe that the process prints into.
        const chunks = output.iterator({ destroyOnReturn: false })
        for await (const chunk of chunks) await log.write(chunk as Buffer)
      }),
    )
  } catch {
    // A disk without room for a log is no reason to end the app: it goes on, unheard.
    for (const output of streams) output.resume()
  }
}

class BoundedFile implements AsyncDisposable {
  readonly #path: string
  #file: FileHandle
  #bytes: number
  #writing: Promise<void> = Promise.resolve()

  static async open(file: string): Promise<BoundedFile> {
    const handle = await open(file, 'a', 0o600)
    return new BoundedFile(file, handle, (await handle.stat()).size)
  }

  constructor(file: string, handle: FileHandle, bytes: number) {
    this.#path = file
    this.#file = handle
    this.#bytes = bytes
  }

  /** One after the other, whoever writes. */
  write(chunk: Buffer): Promise<void> {
    this.#writing = this.#writing.then(() => this.#append(chunk))
    return this.#writing
  }

  async #append(chunk: Buffer): Promise<void> {
    if (this.#bytes + chunk.length > MAX_APP_LOG_BYTES) await this.#begin()
    await this.#file.appendFile(chunk)
    this.#bytes += chunk.length
  }

  async #begin(): Promise<void> {
    await this.#file.close()
    await rename(this.#path, `${this.#path}.1`)
    this.#file = await open(this.#path, 'w', 0o600)
    this.#bytes = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing.catch(() => undefined)
    await this.#file.close()
  }
}

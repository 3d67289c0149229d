/** Reads the log of releases of an app, verifying every record. What a hostile author wrote there is a problem, returned. */
import { isEqualBytes } from '@comice/protocol'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { MAX_RELEASES, RELEASE_TIMEOUT_MS } from '../constants.ts'
import type { AppDrive } from './app-drive.ts'
import { failureOf } from './core-failure.ts'
import { recordOfValue, releaseKey, releaseRange } from './release-entry.ts'
import type { Release, ReleaseProblem } from './release.ts'
import { recordHash, verifyRelease } from './verify-release.ts'

/** The releases that hold, oldest first, up to the first problem. */
export interface ReleaseLog {
  readonly releases: readonly Release[]
  /** Null when the log was read to its end. */
  readonly problem: ReleaseProblem | null
}

export interface ReadReleasesOptions {
  /** Releases of this app that were verified before: only what follows is read, and they must still be there. */
  readonly known?: readonly Release[]
  /** Deadline for the blocks of the log, ms. Default 10,000; 0 reads what is here and waits for nothing. */
  readonly timeoutMs?: number
  /** Gives up; its reason is thrown. */
  readonly signal?: AbortSignal
}

/** Reads the log as this store knows it: `drive.update()` before it asks peers for news. */
export async function readReleases(app: AppDrive, options: ReadReleasesOptions = {}): Promise<ReleaseLog> {
  const { known = [], timeoutMs = RELEASE_TIMEOUT_MS, signal } = options
  const deadline = AbortSignal.timeout(timeoutMs === 0 ? RELEASE_TIMEOUT_MS : timeoutMs)
  const reader = new LogReader(app, known)
  let core: Hypercore | null = null
  try {
    signal?.throwIfAborted()
    // A stream that is ended goes on to wait for the block that it asked for, so each block has the deadline too.
    core = (app.drive.core as Hypercore).session({ wait: timeoutMs !== 0, timeout: timeoutMs })
    const entries = new Hyperbee(core).createReadStream(releaseRange(reader.firstSeq), {
      keyEncoding: 'utf-8',
      // As bytes, so that a value's size is looked at before JSON is.
      valueEncoding: 'binary',
      update: false,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    }) as unknown as AsyncIterable<LogEntry>
    for await (const entry of entries) {
      reader.take(entry)
      if (reader.problem !== null) break
    }
    reader.end()
  } catch (error) {
    signal?.throwIfAborted()
    reader.fail(failureOf(error, { app, isLate: deadline.aborted }))
  } finally {
    await core?.close()
  }
  return { releases: reader.releases, problem: reader.problem }
}

/** The newest release of a channel, null when there is none that holds. */
export async function currentRelease(
  app: AppDrive,
  channel: string,
  options: ReadReleasesOptions = {},
): Promise<{ readonly release: Release | null; readonly problem: ReleaseProblem | null }> {
  const { releases, problem } = await readReleases(app, options)
  return { release: newestRelease(releases, channel), problem }
}

/** The newest of these on a channel. */
export function newestRelease(releases: readonly Release[], channel: string): Release | null {
  return releases.findLast((release) => release.channel === channel) ?? null
}

interface LogEntry {
  readonly key: string
  /** Null when the author wrote an entry without one. */
  readonly value: Uint8Array | null
  /** The block that holds it. */
  readonly seq: number
}

/** Verifies records one after the other. */
class LogReader {
  readonly releases: Release[]
  problem: ReleaseProblem | null = null
  readonly #app: AppDrive
  readonly #last: Release | null
  #isLastSeen: boolean

  constructor(app: AppDrive, known: readonly Release[]) {
    this.#app = app
    this.releases = [...known]
    this.#last = known.at(-1) ?? null
    this.#isLastSeen = this.#last === null
  }

  /** The last that is known is read again, to see that it is still the one. */
  get firstSeq(): number {
    return this.#last?.seq ?? 0
  }

  take(entry: LogEntry): void {
    if (this.#isLastSeen) this.#verify(entry)
    else this.#recognise(entry)
  }

  end(): void {
    if (this.problem === null && !this.#isLastSeen) this.fail('LOG_REWRITTEN')
    if (this.problem === null && this.releases.length >= MAX_RELEASES) this.fail('TOO_MANY')
  }

  fail(code: ReleaseProblem['code']): void {
    this.problem ??= { code, seq: this.releases.length }
  }

  #recognise(entry: LogEntry): void {
    const bytes = recordOfValue(entry.value)
    const last = this.#last
    const isSame =
      bytes !== null &&
      last !== null &&
      entry.key === releaseKey(last.seq) &&
      isEqualBytes(recordHash(bytes), last.recordHash)
    if (isSame) this.#isLastSeen = true
    else this.fail('LOG_REWRITTEN')
  }

  #verify(entry: LogEntry): void {
    const seq = this.releases.length
    const bytes = recordOfValue(entry.value)
    if (bytes === null) return this.fail('RECORD_MALFORMED')
    if (entry.key !== releaseKey(seq)) return this.fail('SEQ_WRONG')
    const previous = this.releases.at(-1)?.recordHash ?? null
    const place = { driveKey: this.#app.key, seq, previous, block: entry.seq }
    const verified = verifyRelease(bytes, place)
    if (verified.ok) this.releases.push(verified.value)
    else this.fail(verified.code)
  }
}

/**
 * Who used this machine, for what, when, and how it ended: lines of JSON in the profile, readable by its owner alone. Two files,
 * the newer one and the one before, so it is bounded. Neither arguments, nor variables, nor contents are ever in it.
 */
import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { MAX_AUDIT_FILE_BYTES, MAX_AUDIT_TEXT_CHARS } from '../constants.ts'

export interface AuditEntry {
  /** Unix time in ms. */
  readonly at: number
  readonly kind: 'began' | 'ended' | 'refused'
  /** Of the session; absent for what was refused. */
  readonly session?: string
  /** The device, as z32, and the identity that it has proven. */
  readonly device: string
  readonly identity?: string
  readonly capability: string
  /** The command without arguments, or the target. */
  readonly what: string
  /** How it ended: `exit 0`, `signal TERM`, or the code of an error. Refused: that code. */
  readonly how?: string
  readonly durationMs?: number
  /** From the caller, and to it. */
  readonly bytesIn?: number
  readonly bytesOut?: number
  /** Refusals before this one that were not written down one by one. */
  readonly more?: number
}

export interface AuditLog {
  /** Returns at once; lines keep their order. */
  write(entry: AuditEntry): void
  /** The newest `limit`, oldest first. */
  read(limit: number): Promise<AuditEntry[]>
  /** Resolves when all lines are in the file. */
  flush(): Promise<void>
}

/** The log in `dir`, which is made. @param onfailure a line could not be written */
export async function openAuditLog(dir: string, onfailure: (error: unknown) => void): Promise<AuditLog> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const file = path.join(dir, 'audit.jsonl')
  const before = path.join(dir, 'audit.1.jsonl')
  let bytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
  // A crash may have cut the last line; the next one must not be a part of it.
  if (bytes > 0) await appendFile(file, '\n')
  let lines: string[] = []
  let writing: Promise<void> = Promise.resolve()

  const writeAll = async () => {
    // What was gathered while the lines before were written goes at once.
    const text = lines.join('')
    lines = []
    if (text === '') return
    if (bytes > MAX_AUDIT_FILE_BYTES) {
      bytes = 0
      await rename(file, before).catch(ignoreMissing)
    }
    bytes += Buffer.byteLength(text)
    await appendFile(file, text, { mode: 0o600 })
  }

  return {
    write(entry) {
      const what = entry.what.slice(0, MAX_AUDIT_TEXT_CHARS)
      lines.push(`${JSON.stringify({ ...entry, what })}\n`)
      writing = writing.then(writeAll).catch(onfailure)
    },
    async read(limit) {
      await writing
      const texts = await Promise.all([before, file].map((one) => readFile(one, 'utf8').catch(() => '')))
      return texts
        .flatMap((text) => text.split('\n'))
        .flatMap(parseLine)
        .slice(-limit)
    },
    flush: () => writing,
  }
}

/** Its owner may have taken it away. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** A line that was cut by a crash is none. */
function parseLine(line: string): AuditEntry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as AuditEntry]
  } catch {
    return []
  }
}

/** What a receiver knows after a restart: a small file beside what it has received. */
import { open, readFile, rename } from 'node:fs/promises'
import { type Codec, decodeBounded } from '@comice/protocol'
import c, { type State } from 'compact-encoding'
import { MAX_CHECKPOINT_BYTES, MAX_LISTED_REFUSALS } from '../constants.ts'
import type { Refusal } from '../names/safe-path.ts'
import type { GuardState } from './entry-guard.ts'
import type { RefusedFile } from './offer.ts'

export interface Checkpoint {
  readonly guard: GuardState
  /** Of the file after those entries, when it was begun. */
  readonly partial: { readonly path: string; readonly bytes: number } | null
  readonly files: number
  readonly bytes: number
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
}

const VERSION = 1
const KINDS = ['file', 'symlink', 'folder'] as const

/** Replaces it, durably. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const unfinished = `${file}.unfinished`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.writeFile(c.encode(codec, checkpoint))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
}

/** Null when there is none, or none that can be read: then the transfer begins again. */
export async function readCheckpoint(file: string): Promise<Checkpoint | null> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null) return null
  const decoded = decodeBounded(codec, bytes, { maxBytes: MAX_CHECKPOINT_BYTES })
  return decoded.ok ? decoded.value : null
}

const codec: Codec<Checkpoint> = {
  preencode: (state, checkpoint) => write('preencode', state, checkpoint),
  encode: (state, checkpoint) => write('encode', state, checkpoint),
  decode(state) {
    const at = state as State
    if (c.uint.decode(at) !== VERSION) throw new RangeError('another version')
    const [entries, declared, lastKind] = [c.uint.decode(at), c.uint.decode(at), c.uint.decode(at)]
    const path = c.string.decode(at)
    const kind = KINDS[lastKind]
    const guard = { entries, declared, last: kind === undefined ? null : { path, kind } }
    const partial = { path: c.string.decode(at), bytes: c.uint.decode(at) }
    const [files, bytes, refusedCount] = [c.uint.decode(at), c.uint.decode(at), c.uint.decode(at)]
    const listed = c.uint.decode(at)
    if (listed > MAX_LISTED_REFUSALS) throw new RangeError('more refusals than allowed')
    const refused = Array.from({ length: listed }, () => ({
      path: c.string.decode(at),
      reason: c.string.decode(at) as Refusal,
    }))
    return { guard, partial: partial.path === '' ? null : partial, files, bytes, refused, refusedCount }
  },
}

function write(step: 'preencode' | 'encode', at: State, checkpoint: Checkpoint): void {
  const { guard, partial, files, bytes, refused, refusedCount } = checkpoint
  c.uint[step](at, VERSION)
  c.uint[step](at, guard.entries)
  c.uint[step](at, guard.declared)
  c.uint[step](at, guard.last === null ? KINDS.length : KINDS.indexOf(guard.last.kind))
  c.string[step](at, guard.last?.path ?? '')
  c.string[step](at, partial?.path ?? '')
  c.uint[step](at, partial?.bytes ?? 0)
  for (const count of [files, bytes, refusedCount, refused.length]) c.uint[step](at, count)
  for (const { path, reason } of refused) {
    c.string[step](at, path)
    c.string[step](at, reason)
  }
}

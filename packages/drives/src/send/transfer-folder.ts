/**
 * Where a profile keeps what a restart needs: `transfers/<kind>-<id>/`, with the record and, of a send, the list. Only
 * its owner may read it; it goes when the transfer is over.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Codec, decodeBounded } from '@comice/protocol'
import c from 'compact-encoding'
import { MAX_TRANSFER_RECORD_BYTES } from '../constants.ts'
import { syncFolder } from './sync-files.ts'

export type TransferKind = 'send' | 'receive'

export interface TransferFolder {
  readonly id: string
  readonly place: string
  readonly listFile: string
}

export function transferFolder(profileDir: string, kind: TransferKind, id: string): TransferFolder {
  const place = join(profileDir, 'transfers', `${kind}-${id}`)
  return { id, place, listFile: join(place, 'list') }
}

/** Of all transfers of a kind that were not over. */
export async function listTransferFolders(profileDir: string, kind: TransferKind): Promise<TransferFolder[]> {
  const names = await readdir(join(profileDir, 'transfers')).catch(() => [])
  return names
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => transferFolder(profileDir, kind, name.slice(kind.length + 1)))
}

/** Replaces the record, durably. */
export async function writeTransfer<T>({ place }: TransferFolder, codec: Codec<T>, record: T): Promise<void> {
  await mkdir(place, { recursive: true, mode: 0o700 })
  const file = join(place, 'record')
  const handle = await open(`${file}.unfinished`, 'w', 0o600)
  try {
    await handle.writeFile(c.encode(codec, record))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.unfinished`, file)
  await syncFolder(place)
}

/** Null when there is none, or none that can be read. */
export async function readTransfer<T>({ place }: TransferFolder, codec: Codec<T>): Promise<T | null> {
  const bytes = await readFile(join(place, 'record')).catch(() => null)
  if (bytes === null) return null
  const decoded = decodeBounded(codec, bytes, { maxBytes: MAX_TRANSFER_RECORD_BYTES })
  return decoded.ok ? decoded.value : null
}

export async function removeTransfer({ place }: TransferFolder): Promise<void> {
  await rm(place, { recursive: true, force: true })
}

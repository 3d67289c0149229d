/** The checkpoint of an app: one value in a file of its storage, replaced whole. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeValue, encodeValue, type WireValue } from '@comice/runtime/wire'
import { MAX_CHECKPOINT_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

const FILE = 'checkpoint'

/** On the disk when it resolves; a crash leaves the one before or this one. @throws QUOTA_EXCEEDED */
export async function saveCheckpoint(dir: string, state: WireValue): Promise<void> {
  const bytes = Buffer.concat(encodeValue(state))
  if (bytes.length > MAX_CHECKPOINT_BYTES)
    throw PlatformErrors.QUOTA_EXCEEDED({ what: 'bytes of checkpoint', limit: MAX_CHECKPOINT_BYTES })
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const unfinished = join(dir, `${FILE}.unfinished`)
  await using file = await open(unfinished, 'w', 0o600)
  await file.writeFile(bytes)
  await file.sync()
  await rename(unfinished, join(dir, FILE))
  await using folder = await open(dir, 'r')
  await folder.sync()
}

/** Null when there is none, or none that can be read. */
export async function loadCheckpoint(dir: string): Promise<WireValue> {
  const bytes = await readFile(join(dir, FILE)).catch(() => null)
  if (bytes === null || bytes.length > MAX_CHECKPOINT_BYTES) return null
  try {
    return decodeValue(bytes)
  } catch {
    return null
  }
}

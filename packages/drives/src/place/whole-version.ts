/**
 * A version that somebody names may lie inside of a change that was written at once. Hyperbee writes no root for it: what
 * it takes for one is any node of the tree, or none, so that a mirror of that version would lose nearly every file.
 */
import { PROVING_BLOCKS } from '../constants.ts'
import type Hyperbee from 'hyperbee'
import type Hyperdrive from 'hyperdrive'
import { beeOf, VERSIONS } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import type { ContentWaits } from '../tree/drive-tree.ts'
import { waited } from '../tree/waited.ts'
import { versionKey, versionOfKey } from '../versions/version-note.ts'

type Tree = Pick<Hyperbee<string, unknown>, 'get' | 'getBySeq'>

/** The drive as it is now, whose newest version is at least `version`. @throws DRIVE_VERSION_UNKNOWN */
export async function assertWholeVersion(
  drive: Hyperdrive,
  version: number,
  waits: ContentWaits | undefined,
): Promise<void> {
  if (version === drive.version || (await isWhole(drive, version, waits))) return
  const near = await waited(waits, versionsBeside(drive, version))
  throw DriveErrors.DRIVE_VERSION_UNKNOWN({ version, newest: drive.version, near })
}

/** Of what was written last before it, everything can be found in it: in a part of its tree it could not. */
async function isWhole(
  drive: Hyperdrive,
  version: number,
  waits: ContentWaits | undefined,
): Promise<boolean> {
  // Only the header of a tree with nothing in it.
  if (version < 2) return true
  const tree: Tree = beeOf(drive)
  const snapshot = beeOf(drive).checkout(version)
  const seen = new Set<string>()
  try {
    for (let seq = version - 1; seq > Math.max(0, version - 1 - PROVING_BLOCKS); seq--) {
      const { key, value } = await waited(waits, tree.getBySeq(seq))
      // A note of ours is the last block of its change.
      if (seq === version - 1 && key === versionKey(version)) return true
      if (seen.has(key)) continue
      seen.add(key)
      // Without a value it is a deletion.
      if (value !== null && (await waited(waits, snapshot.get(key))) === null) return false
    }
    return true
  } catch (error) {
    // Hyperbee looks for the root in a block that has none.
    if (error instanceof TypeError) return false
    throw error
  } finally {
    await snapshot.close()
  }
}

/** The whole versions before and after it that the notes of the drive tell of. */
async function versionsBeside(drive: Hyperdrive, version: number): Promise<number[]> {
  const note = await beeOf(drive).peek(
    { gt: versionKey(version), lt: `${VERSIONS.slice(0, -1)}\x01` },
    { update: false },
  )
  const after = versionOfKey(note?.key ?? '')
  const { from } = (note?.value ?? {}) as { from?: unknown }
  if (after === null || !Number.isSafeInteger(from)) return []
  return [from as number, after].filter((one) => one > 0 && one !== version)
}

import { clearBlocks } from '@comice/core'
import type Hypercore from 'hypercore'
import { type BlockRange, mergeRanges } from '../contents/blob-pieces.ts'
import { LooseRanges } from '../contents/loose-ranges.ts'
import { beeOf } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { shownName } from '../names/safe-path.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { driveContents } from '../tree/drive-tree.ts'

export interface ClearResult {
  /** Blocks of contents that were on this disk and are no more. */
  readonly blocks: number
  /** Blocks that files of the newest version use. */
  readonly kept: number
}

/**
 * Clears contents that the newest version does not use. Of a drive of ours that ends its older versions: nobody else may
 * have them. @throws MIRROR_TARGET_INVALID when only a part, or an old version, is asked for
 */
export async function clearUnused(opened: OpenedDrive, { all }: { all: boolean }): Promise<ClearResult> {
  if (opened.path !== '' || opened.isFixed) {
    throw DriveErrors.MIRROR_TARGET_INVALID({ reason: 'only a whole drive can be cleaned up' })
  }
  const core = opened.blobs?.core
  if (core === undefined) return { blocks: 0, kept: 0 }
  if (opened.handle.isWritable) return clearOurs(opened, core)
  const used = all ? [] : await usedBlocks(opened)
  return { blocks: await clearExcept(core, used), kept: countOf(used) }
}

/** Nobody writes meanwhile: what a writer has appended is named by no entry before it is done. */
async function clearOurs(opened: OpenedDrive, core: Hypercore): Promise<ClearResult> {
  const { drive } = opened.handle
  const batch = beeOf(drive).batch({ update: false })
  try {
    await batch.lock()
    const snapshot = drive.checkout(drive.version)
    try {
      const used = await usedBlocks({ ...opened, snapshot })
      return { blocks: await clearExcept(core, used), kept: countOf(used) }
    } finally {
      await snapshot.close()
    }
  } finally {
    await batch.close()
  }
}

/**
 * Of all files, those too whose names not every disk can hold.
 * @throws DRIVE_DAMAGED when a file of ours does not tell: nobody else may have its blocks
 */
async function usedBlocks({ snapshot, blobs, reached, handle }: OpenedDrive): Promise<BlockRange[]> {
  const used = new LooseRanges()
  for await (const { path, contents } of driveContents({ snapshot, blobs, waits: reached.waits })) {
    if (contents !== null) used.add(contents.blocks)
    else if (handle.isWritable)
      throw DriveErrors.DRIVE_DAMAGED({ reason: `where ${shownName(path)} is in it is not known` })
  }
  return used.merged()
}

function countOf(ranges: readonly BlockRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0)
}

/** Clears all blocks outside of `needed`. How many it was. */
export async function clearExcept(core: Hypercore, needed: readonly BlockRange[]): Promise<number> {
  let cleared = 0
  let from = 0
  for (const [start, end] of [...mergeRanges(needed), [core.length, core.length] as const]) {
    const to = Math.min(start, core.length)
    // Hypercore 11.37 takes the option `diff`, and counts nothing.
    const blocks = await countHere(core, [from, to])
    if (blocks > 0) await clearBlocks(core, from, to)
    cleared += blocks
    from = Math.max(from, end)
  }
  return cleared
}

async function countHere(core: Hypercore, [from, to]: BlockRange): Promise<number> {
  let blocks = 0
  for (let index = from; index < to; index++) if (await core.has(index)) blocks++
  return blocks
}

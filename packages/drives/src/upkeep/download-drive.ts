import type Hypercore from 'hypercore'
import { MAX_LISTED_REFUSALS, SILENCE_MS } from '../constants.ts'
import type { BlockRange } from '../contents/blob-pieces.ts'
import { LooseRanges } from '../contents/loose-ranges.ts'
import { DriveErrors } from '../errors.ts'
import { walkEntries } from '../files/list-entries.ts'
import type { MirrorRefusal } from '../mirror/mirror-options.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { UnavailableError } from '../reach/fetching.ts'
import type { DriveContents } from '../tree/drive-tree.ts'

export interface DownloadProgress {
  readonly blocks: number
  readonly totalBlocks: number
  /** From peers, since it began. */
  readonly bytes: number
}

export interface DownloadResult {
  readonly files: number
  /** Blocks of contents that the files have. */
  readonly blocks: number
  /** Of those, fetched now. */
  readonly fetchedBlocks: number
  /** Entries without contents that can be fetched, or with a name that no disk like this one holds. */
  readonly refused: number
  /** The first {@link MAX_LISTED_REFUSALS} of them. */
  readonly refusals: readonly MirrorRefusal[]
}

/** Fetches the blocks of all files below the path of `opened`. */
export async function downloadDrive(
  opened: OpenedDrive,
  {
    onprogress,
    silenceMs = SILENCE_MS,
  }: { onprogress?: (progress: DownloadProgress) => void; silenceMs?: number | undefined },
): Promise<DownloadResult> {
  const { ranges, files, refused, refusals } = await rangesBelow(opened)
  const core = opened.blobs?.core ?? null
  const blocks = ranges.reduce((sum, [from, to]) => sum + to - from, 0)
  if (core === null || blocks === 0) return { files, blocks, fetchedBlocks: 0, refused, refusals }
  const missing = await missingIn(core, ranges)
  const fetchedBlocks = missing.reduce((sum, [from, to]) => sum + to - from, 0)
  const progress = { blocks: blocks - fetchedBlocks, totalBlocks: blocks, bytes: 0 }
  const ondownload = (_index: number, bytes: number) => {
    progress.blocks++
    progress.bytes += bytes
    onprogress?.({ ...progress })
  }
  core.on('download', ondownload)
  const downloads = missing.map(([start, end]) => core.download({ start, end }))
  try {
    for (const download of downloads)
      await (opened.reached.fetching?.until(download.done()) ?? download.done())
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    throw DriveErrors.DRIVE_UNREACHABLE({ drive: opened.name, timeoutMs: silenceMs }, { cause: error })
  } finally {
    for (const download of downloads) download.destroy()
    core.off('download', ondownload)
  }
  return { files, blocks, fetchedBlocks, refused, refusals }
}

/** What the files below a path need. */
export interface Needed extends Pick<DownloadResult, 'files' | 'refused' | 'refusals'> {
  readonly ranges: readonly BlockRange[]
}

/** Names are judged for this disk, not for every one: who has such a file here can read it. */
export async function rangesBelow(opened: OpenedDrive): Promise<Needed> {
  const ranges = new LooseRanges()
  const refusals: MirrorRefusal[] = []
  let [files, refused] = [0, 0]
  for await (const item of walkEntries(opened, { names: 'native' })) {
    if (item.kind === 'refused') {
      refused++
      if (refusals.length < MAX_LISTED_REFUSALS) refusals.push({ path: item.path, reason: item.reason })
    }
    if (item.kind !== 'file') continue
    files++
    ranges.add((item.contents as DriveContents).blocks)
  }
  return { ranges: ranges.merged(), files, refused, refusals }
}

/** The parts of ranges that are not on this disk. */
export async function missingIn(core: Hypercore, ranges: readonly BlockRange[]): Promise<BlockRange[]> {
  const missing: [number, number][] = []
  for (const [from, to] of ranges) {
    if (await core.has(from, to)) continue
    for (let index = from; index < to; index++) {
      if (await core.has(index)) continue
      const last = missing.at(-1)
      if (last?.[1] === index) last[1]++
      else missing.push([index, index + 1])
    }
  }
  return missing
}

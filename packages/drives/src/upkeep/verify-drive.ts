/**
 * Checks the blocks of a drive on this disk: each with the nodes above it, up to the signature of the drive's writer, as
 * a peer that has nothing would. What does not bear it out is cleared, and fetched again from peers.
 */
import type Hypercore from 'hypercore'
import { PARALLEL_CHECKS, REPAIR_TIMEOUT_MS } from '../constants.ts'
import { inParallel } from '../contents/map-ahead.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { type Fetching, UnavailableError } from '../reach/fetching.ts'
import { type DownloadResult, missingIn, type Needed, rangesBelow } from './download-drive.ts'

export interface VerifyProgress {
  readonly checked: number
  readonly total: number
}

export interface VerifyResult {
  /** Blocks of both cores that are here and were hashed. */
  readonly checked: number
  /** Of those, the ones that were not what was signed. */
  readonly damaged: number
  /** Damaged or missing ones that peers gave. */
  readonly repaired: number
  /** Blocks that files of this version need, and that are still missing or damaged. */
  readonly missing: number
  /** Files of this version. */
  readonly files: number
  /** Entries of it that no file comes of: nobody could say what they need. */
  readonly refused: number
  /** The first ones of them, as {@link DownloadResult} lists them. */
  readonly refusals: DownloadResult['refusals']
}

export async function verifyDrive(
  opened: OpenedDrive,
  { repairs = true, onprogress }: { repairs?: boolean; onprogress?: (progress: VerifyProgress) => void },
): Promise<VerifyResult> {
  const tree = opened.handle.drive.core as Hypercore
  const contents = opened.blobs?.core ?? null
  const cores = contents === null ? [tree] : [tree, contents]
  const check = new Check({ repairs, fetching: opened.reached.fetching, onprogress })
  check.total = cores.reduce((sum, { length }) => sum + length, 0)
  for (const core of cores) await check.core(core)
  const { ranges, ...counts } = check.isReadable ? await rangesAfter(opened) : NOTHING
  const lacking = contents === null ? [] : await missingIn(contents, ranges)
  for (const [from, to] of lacking) {
    for (let index = from; index < to; index++) if (contents !== null) await check.repair(contents, index)
  }
  const { checked, damaged, repaired, missing } = check
  return { checked, damaged, repaired, missing, ...counts }
}

/** What the files need, now that the tree can be walked: a snapshot of before would still show what was damaged. */
async function rangesAfter(opened: OpenedDrive): Promise<Needed> {
  const snapshot = opened.handle.drive.checkout(opened.version)
  try {
    return await rangesBelow({ ...opened, snapshot })
  } finally {
    await snapshot.close()
  }
}

const NOTHING: Needed = { ranges: [], files: 0, refused: 0, refusals: [] }

interface CheckOptions {
  readonly repairs: boolean
  readonly fetching: Fetching | null
  readonly onprogress: ((progress: VerifyProgress) => void) | undefined
}

class Check {
  checked = 0
  damaged = 0
  repaired = 0
  missing = 0
  total = 0
  isReadable = true
  readonly #options: CheckOptions
  #seen = 0
  #isTree = true

  constructor(options: CheckOptions) {
    this.#options = options
  }

  async core(core: Hypercore): Promise<void> {
    const bad: number[] = []
    await inParallel(numbersTo(core.length), PARALLEL_CHECKS, async (index) => {
      this.#seen++
      this.#options.onprogress?.({ checked: this.#seen, total: this.total })
      if (!(await core.has(index))) return
      this.checked++
      if (!(await isIntact(core, index))) bad.push(index)
    })
    this.damaged += bad.length
    for (const index of bad) {
      const isWhole = this.#options.repairs && (await this.repair(core, index))
      if (!isWhole && this.#isTree) this.isReadable = false
    }
    this.#isTree = false
  }

  /** Fetches a block. False when nobody gives it, or it may not. */
  async repair(core: Hypercore, index: number): Promise<boolean> {
    const { repairs, fetching } = this.#options
    if (repairs && core.peers.length > 0) {
      // Not clearBlocks: what is wrong may be the hashes, which hypercore deletes with it, and asks for again.
      await core.clear(index, index + 1)
      const read = core.get(index, { timeout: REPAIR_TIMEOUT_MS })
      const found = await (fetching?.until(read) ?? read).catch(noneWhenSilent)
      if (found !== null && (await isIntact(core, index))) {
        this.repaired++
        return true
      }
    }
    this.missing++
    return false
  }
}

function* numbersTo(end: number): Generator<number> {
  for (let number = 0; number < end; number++) yield number
}

async function isIntact(core: Hypercore, index: number): Promise<boolean> {
  try {
    const request = { block: { index, nodes: 0 }, upgrade: { start: 0, length: core.length } }
    await core.verifyFullyRemote(await core.proof(request))
    return true
  } catch (error) {
    if (core.closing !== null) throw error
    return false
  }
}

function noneWhenSilent(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof UnavailableError || code === 'REQUEST_TIMEOUT' || code === 'BLOCK_NOT_AVAILABLE')
    return null
  throw error
}

import { MAX_LOOSE_RANGES } from '../constants.ts'
import { type BlockRange, mergeRanges } from './blob-pieces.ts'

/** Ranges of the blocks of many files, put together as they come: files that were appended together are one. */
export class LooseRanges {
  #ranges: BlockRange[] = []
  #limit = MAX_LOOSE_RANGES

  add(ranges: Iterable<BlockRange>): void {
    for (const range of ranges) this.#ranges.push(range)
    if (this.#ranges.length <= this.#limit) return
    this.#ranges = mergeRanges(this.#ranges)
    // Those that lie apart are not sorted again for each file.
    this.#limit = MAX_LOOSE_RANGES + 2 * this.#ranges.length
  }

  /** Few, sorted and disjoint. */
  merged(): BlockRange[] {
    return mergeRanges(this.#ranges)
  }
}

/** Changes as blocks of a feed: stamped, and sealed under an epoch. */
import { type Epoch, sealBody } from '@comice/core'
import { homeEntries, type HomeEntry, LIMITS } from '@comice/protocol'
import type { HomeContent } from '../block/home-block.ts'
import { MAX_ENTRIES_BYTES } from '../constants.ts'
import type { HybridClock } from '../entries/hybrid-clock.ts'
import type { EntriesByKey } from '../entries/merge-entries.ts'
import { HomeErrors } from '../errors.ts'
import type { HomeChange } from './home.ts'

const DELETED = new Uint8Array(0)

/** Leaves out what is so already: a device that follows something may say it as often as it likes. */
export function changedOnly(changes: readonly HomeChange[], entries: EntriesByKey): HomeChange[] {
  return changes.filter(({ key, value }) => {
    const known = entries.get(key)?.value ?? DELETED
    return Buffer.compare(known, value ?? DELETED) !== 0
  })
}

/** @throws HOME_VALUE_TOO_LARGE, RECORD_INVALID */
export function sealChanges(
  changes: readonly HomeChange[],
  { epoch, deviceKey, clock }: { epoch: Epoch; deviceKey: Uint8Array; clock: HybridClock },
): HomeContent[] {
  return blocksOf(changes.map((change) => stamp(change, clock))).map((entries) => ({
    kind: 'entries',
    entries: sealBody(epoch, homeEntries.encode({ entries }), deviceKey),
  }))
}

function stamp({ key, value }: HomeChange, clock: HybridClock): HomeEntry {
  const bytes = value?.byteLength ?? 0
  const maxBytes = LIMITS.MAX_HOME_VALUE_BYTES
  if (bytes > maxBytes) throw HomeErrors.HOME_VALUE_TOO_LARGE({ bytes, maxBytes })
  return { ...clock.next(), key, value: value ?? DELETED }
}

/** As many together as fit. */
function blocksOf(entries: readonly HomeEntry[]): HomeEntry[][] {
  const blocks: HomeEntry[][] = []
  let room = 0
  for (const entry of entries) {
    const last = blocks.at(-1)
    const bytes = homeEntries.encode({ entries: [entry] }).byteLength
    if (last === undefined || bytes > room || last.length >= LIMITS.MAX_HOME_ENTRIES) {
      blocks.push([entry])
      room = MAX_ENTRIES_BYTES - bytes
    } else {
      last.push(entry)
      room -= bytes
    }
  }
  return blocks
}

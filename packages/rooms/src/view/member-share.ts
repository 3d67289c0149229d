/** What each person has used up of a room's limits. Who is removed gives back what can be given back. */
import type { Codec } from '@comice/protocol'
import c from 'compact-encoding'
import { versioned } from './view-encoding.ts'

/** All of one person, whoever's device it was. */
export interface MemberShare {
  /** Devices that were ever let in. */
  devices: number
  /** Invites that are remembered. */
  invites: number
  /** Devices that wait, let in by this person. */
  pending: number
  /** Epochs that nothing called for, since somebody departed last. */
  epochs: number
  /** Which departure that was: what it made `safeFrom` of the current epoch. */
  epochsSince: number
  /** Epochs that are kept, and not to be used. */
  keptEpochs: number
  /** Operations that were held back before the person came again: numbers go on from there. */
  heldBack: number
  /** Reports that nobody has dismissed yet; of the third format. */
  reports: number
}

export function emptyShare(): MemberShare {
  return {
    devices: 0,
    invites: 0,
    pending: 0,
    epochs: 0,
    epochsSince: 0,
    keptEpochs: 0,
    heldBack: 0,
    reports: 0,
  }
}

const counters = c.array(c.uint)

export const memberShareCodec: Codec<MemberShare> = versioned({
  preencode: (state, share) => counters.preencode(state, listOf(share)),
  encode: (state, share) => counters.encode(state, listOf(share)),
  decode(state) {
    const list = counters.decode(state)
    const at = (index: number) => list[index] ?? 0
    return {
      devices: at(0),
      invites: at(1),
      pending: at(2),
      epochs: at(3),
      epochsSince: at(4),
      keptEpochs: at(5),
      heldBack: at(6),
      reports: at(7),
    }
  },
})

/** In the second format nobody reports, and its views keep the bytes that they had. */
function listOf(share: MemberShare): number[] {
  const { devices, invites, pending, epochs, epochsSince, keptEpochs, heldBack, reports } = share
  const list = [devices, invites, pending, epochs, epochsSince, keptEpochs, heldBack]
  return reports === 0 ? list : [...list, reports]
}

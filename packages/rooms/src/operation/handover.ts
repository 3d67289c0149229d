import { isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import { MAX_HANDOVER_ENTRIES } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import type { ViewReader } from '../view/room-view.ts'
import type { Handover } from '../view/view-encoding.ts'
import { type AuthoredContext, authored } from './operation-rule.ts'

/**
 * An owner's core signs the order from a state on, because those who did are gone: see
 * docs/decisions/0198-signing-is-handed-over.md. Or, with a successor, its owner says which system view came of that, so
 * that those find it who cannot make it; the same system view: nothing came of it.
 *
 * Of two who take over from the same system view, one counts: who keeps more of it, else who has the smaller core key. So
 * all members agree which it is, in whatever order they see the two, and the other side follows.
 */
export const handoverRule = authored<'handover'>({
  async authorise({ system, length, successor }, context) {
    const { view, author, writerKey } = context
    if (!mayDo(author.person.role, 'sign the order') || length === 0) return false
    const claim = { writerKey, length }
    if (successor !== null) return maySay({ system, successor, claim }, context)
    return wouldCount({ system, claim }, view)
  },

  async apply({ system, length, successor }, { view, writerKey, handOver }) {
    const claim = { writerKey, length }
    const known = await view.handover(system)
    const isOurs = known !== null && isSame(claim, known)
    if (successor === null) {
      if (!isOurs) await view.putHandover(system, { ...claim, successor: null })
      await handOver({ system, length })
    } else if (isEqualBytes(system, successor)) {
      await view.deleteHandover(system)
    } else {
      await view.putPredecessor(successor, system)
      if (isOurs) await view.putHandover(system, { ...claim, successor })
    }
  },
})

/** Whether a handover counts, as far as the view knows: whoever asks for one that does not need not write it. */
export async function wouldCount(
  { system, claim }: { system: Uint8Array; claim: Claim },
  view: ViewReader,
): Promise<boolean> {
  const known = await view.handover(system)
  if (known === null) return hasRoom(view)
  return isBefore(claim, known) || isSame(claim, known)
}

interface Outcome {
  readonly system: Uint8Array
  readonly successor: Uint8Array
  readonly claim: Claim
}

/** What came of a system view is said once. That nothing did can be said as long as nothing else was. */
async function maySay({ system, successor, claim }: Outcome, context: AuthoredContext): Promise<boolean> {
  const { view } = context
  if (!isEqualBytes(system, successor)) return (await view.predecessor(successor)) === null && hasRoom(view)
  const known = await view.handover(system)
  return known !== null && known.successor === null && isSame(claim, known)
}

async function hasRoom(view: ViewReader): Promise<boolean> {
  return (await view.handoverEntries()) < MAX_HANDOVER_ENTRIES
}

type Claim = Pick<Handover, 'writerKey' | 'length'>

function isSame(claim: Claim, other: Claim): boolean {
  return claim.length === other.length && isEqualBytes(claim.writerKey, other.writerKey)
}

function isBefore(claim: Claim, other: Claim): boolean {
  if (claim.length !== other.length) return claim.length > other.length
  return b4a.compare(claim.writerKey, other.writerKey) < 0
}

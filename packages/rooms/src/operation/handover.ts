import { isEqualBytes } from '@comice/protocol'
import { MAX_CORE_HANDOVERS, MAX_HANDOVER_ENTRIES } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import type { ViewReader } from '../view/room-view.ts'
import { type AuthoredContext, authored } from './operation-rule.ts'

/**
 * An owner's core signs the order from a state on, because those who did are gone: see
 * docs/decisions/0198-signing-is-handed-over.md. Or, with a successor, its owner says which system view came of that, so
 * that those find it who cannot make it; the same system view: nothing came of it.
 *
 * Each core has one for each system view that it leaves, and all are kept; which of them counts is found when it is read, by
 * what is known then (signing-chain.ts). So it is the same at all, in whatever order they see them, and one of
 * which nothing comes is in nobody's way. A claim to keep more than there can be is kept too: how much that is, differs
 * between devices at the same place of the order.
 */
export const handoverRule = authored<'handover'>({
  async authorise({ system, length, successor }, context) {
    const { view, author, writerKey } = context
    if (!mayDo(author.person.role, 'sign the order') || length === 0) return false
    if (successor !== null) return maySay({ system, length, successor }, context)
    return wouldCount({ system, writerKey }, view)
  },

  async apply({ system, length, successor }, { view, writerKey, handOver }) {
    if (successor !== null && isEqualBytes(system, successor)) return view.deleteHandover(system, writerKey)
    const known = await view.handoverBy(writerKey, system)
    const isKnown = known?.length === length && known.successor === successor
    if (!isKnown) await view.putHandover(system, { writerKey, length, successor })
    if (successor === null) await handOver({ system, length })
    else await view.putPredecessor(successor, system)
  },
})

/** Whether a core may ask for a handover, as far as the view knows: whoever may not, need not write it. */
export async function wouldCount(
  { system, writerKey }: { system: Uint8Array; writerKey: Uint8Array },
  view: ViewReader,
): Promise<boolean> {
  const known = await view.handoverBy(writerKey, system)
  if (known !== null) return known.successor === null
  return (await hasRoom(view, 1)) && hasShare(view, writerKey)
}

interface Outcome {
  readonly system: Uint8Array
  readonly length: number
  readonly successor: Uint8Array
}

/** What came of a system view is said once by a core. That nothing did can be said as long as nothing else was. */
async function maySay(
  { system, length, successor }: Outcome,
  { view, writerKey }: AuthoredContext,
): Promise<boolean> {
  const known = await view.handoverBy(writerKey, system)
  if (known !== null && known.successor !== null) return false
  if (isEqualBytes(system, successor)) return known?.length === length
  if ((await view.predecessor(successor)) !== null) return false
  return known === null ? (await hasRoom(view, 2)) && hasShare(view, writerKey) : hasRoom(view, 1)
}

async function hasRoom(view: ViewReader, entries: number): Promise<boolean> {
  return (await view.handoverEntries()) + entries <= MAX_HANDOVER_ENTRIES
}

/** So that one core cannot use up what all share. */
async function hasShare(view: ViewReader, writerKey: Uint8Array): Promise<boolean> {
  const own = (await view.handovers()).filter(({ handover }) => isEqualBytes(handover.writerKey, writerKey))
  return own.length < MAX_CORE_HANDOVERS
}

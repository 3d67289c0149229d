/** Which system view the members of a room agree on, of those that handovers made. */
import { encodeKey, isEqualBytes } from '@comice/protocol'
import type { ViewReader } from '../view/room-view.ts'

/**
 * The system view at the end of the handovers that count. Null: what came of one is not known yet, so there is nothing to
 * go to.
 */
export async function agreedSystem(view: ViewReader, current: Uint8Array): Promise<Uint8Array | null> {
  let system = await firstSystem(view, current)
  const seen = new Set<string>()
  for (;;) {
    const handover = await view.handover(system)
    if (handover === null) return system
    // A hostile owner may say that they go round in a circle.
    if (handover.successor === null || seen.has(encodeKey(system))) return null
    seen.add(encodeKey(system))
    system = handover.successor
  }
}

/** The one that the room began with. This device may be in one that nobody said anything about: then by any of the others. */
async function firstSystem(view: ViewReader, current: Uint8Array): Promise<Uint8Array> {
  const isKnown = (await view.predecessor(current)) !== null || (await view.handover(current)) !== null
  const start = isKnown ? current : ((await view.handovers())[0]?.system ?? current)
  const seen = new Set<string>()
  let system = start
  for (;;) {
    seen.add(encodeKey(system))
    const before = await view.predecessor(system)
    if (before === null || seen.has(encodeKey(before))) return system
    system = before
  }
}

/** Of an own handover that took place here, and that nobody was told of: which system view it left. */
export async function untoldHandover(
  view: ViewReader,
  { current, writerKey }: { current: Uint8Array; writerKey: Uint8Array },
): Promise<{ system: Uint8Array; length: number } | null> {
  if ((await view.predecessor(current)) !== null) return null
  const own = (await view.handovers()).find(
    ({ system, handover }) =>
      handover.successor === null &&
      isEqualBytes(handover.writerKey, writerKey) &&
      !isEqualBytes(system, current),
  )
  return own === undefined ? null : { system: own.system, length: own.handover.length }
}

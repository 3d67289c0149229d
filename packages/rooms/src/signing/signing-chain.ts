/** Which system view the members of a room agree on, of those that handovers made. */
import { encodeKey, isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import type { ViewReader } from '../view/room-view.ts'
import type { Handover } from '../view/view-encoding.ts'

/** A handover of which is known what came. */
type Done = Handover & { readonly successor: Uint8Array }

export interface ChainPlace {
  /** The system view in which this device is. */
  readonly current: Uint8Array
  /** Whether a system view can have so many blocks. It has to be the same at all who have the same operations. */
  readonly canHaveLength: (length: number) => Promise<boolean>
}

/**
 * The system view at the end of the handovers that count. Null: this device is beyond that, where one led of which nobody said
 * yet what came, so there is nothing to go to.
 */
export async function agreedSystem(
  view: ViewReader,
  { current, canHaveLength }: ChainPlace,
): Promise<Uint8Array | null> {
  let system = await firstSystem(view, current)
  const seen = new Set<string>()
  for (;;) {
    // A hostile owner may say that they go round in a circle.
    if (seen.has(encodeKey(system))) return null
    seen.add(encodeKey(system))
    const asked = await possibleOf(await view.handoversOf(system), canHaveLength)
    const handover = await thatCounts(view, asked)
    if (handover === null) return asked.length === 0 || seen.has(encodeKey(current)) ? system : null
    system = handover.successor
  }
}

/** Without those that claim to keep more than there ever was, as the program of a hostile owner may. */
async function possibleOf(
  handovers: readonly Handover[],
  canHaveLength: ChainPlace['canHaveLength'],
): Promise<Handover[]> {
  const can = await Promise.all(handovers.map(({ length }) => canHaveLength(length)))
  return handovers.filter((_handover, at) => can[at])
}

/**
 * Of several that leave the same system view, one counts: that of a device which was not put out, then that which keeps more,
 * then that of the smaller core key. A device may have been put out on one side of a cut while it took over on the other, and
 * there it is known when it took over, here it is not: so what it did stands back, where there is anything else.
 */
async function thatCounts(view: ViewReader, handovers: readonly Handover[]): Promise<Done | null> {
  const done = handovers.filter((one): one is Done => one.successor !== null)
  const ranked = await Promise.all(
    done.map(async (handover) => ({ handover, isIn: (await view.device(handover.writerKey)) !== null })),
  )
  ranked.sort(
    (a, b) =>
      Number(b.isIn) - Number(a.isIn) ||
      b.handover.length - a.handover.length ||
      b4a.compare(a.handover.writerKey, b.handover.writerKey),
  )
  return ranked[0]?.handover ?? null
}

/** The one that the room began with. This device may be in one that nobody said anything about: then by any of the others. */
async function firstSystem(view: ViewReader, current: Uint8Array): Promise<Uint8Array> {
  const isKnown = (await view.predecessor(current)) !== null || (await view.handoversOf(current)).length > 0
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

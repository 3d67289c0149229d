import type { Peer } from '@comice/core'
import { DriveErrors } from '../errors.ts'

const targetsByPeer = new WeakMap<Peer, Set<string>>()

/** Marks a target as being written, until it is disposed: two mirrors at once would undo each other. @throws MIRROR_BUSY */
export function claimTarget(peer: Peer, target: string): Disposable {
  const targets = targetsByPeer.get(peer) ?? new Set<string>()
  targetsByPeer.set(peer, targets)
  if (targets.has(target)) throw DriveErrors.MIRROR_BUSY({})
  targets.add(target)
  return { [Symbol.dispose]: () => void targets.delete(target) }
}

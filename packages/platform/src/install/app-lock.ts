import type { Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { createQueue, type Queue } from './queue.ts'

const queues = new WeakMap<Peer, Queue>()

/**
 * Runs jobs that make or remove versions of one app one after the other: what a fetch has written, and no record
 * names yet, would be garbage to a collection beside it. Not reentrant.
 */
export function withAppLock<T>(peer: Peer, key: Uint8Array, job: () => Promise<T>): Promise<T> {
  const queue = queues.get(peer) ?? createQueue()
  queues.set(peer, queue)
  return queue(encodeKey(key), job)
}

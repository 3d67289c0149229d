/** What this machine lets others reach by a name. It grants nothing: a grant of `forward:<name>` does. */
import type { Peer } from '@comice/core'
import { exposedEntry, type ExposedEntry, LIMITS } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import { formatTarget, parseTarget, type Target } from './target.ts'

export interface Exposed {
  /** Names something, or names it anew. @throws EXPOSED_NAME_INVALID, TARGET_INVALID */
  add(name: string, target: string): Promise<ExposedEntry>
  /** Sorted by name. */
  list(): ExposedEntry[]
  /** @throws EXPOSED_UNKNOWN */
  remove(name: string): Promise<ExposedEntry>
  /** Where a target leads; null when it names nothing that is exposed. */
  resolve(target: Target): Exclude<Target, { kind: 'name' }> | null
}

export async function openExposed(peer: Peer): Promise<Exposed> {
  const collection = await peer.profile.collection('exposed', exposedEntry.codec)
  const entriesByName = new Map<string, ExposedEntry>()
  for await (const { key, value } of collection.list()) entriesByName.set(key, value)
  const known = (name: string) => {
    const entry = entriesByName.get(name)
    if (entry === undefined) throw RemoteErrors.EXPOSED_UNKNOWN({ name })
    return entry
  }
  return {
    async add(name, text) {
      const target = parseTarget(text)
      if (target.kind === 'name') throw RemoteErrors.TARGET_INVALID({ reason: 'it is a name' })
      const called = parseTarget(name)
      if (called.kind !== 'name' || Buffer.byteLength(name) > LIMITS.MAX_NAME_BYTES)
        throw RemoteErrors.EXPOSED_NAME_INVALID({})
      const entry = { name, target: formatTarget(target), addedAt: peer.now() }
      entriesByName.set(name, entry)
      await collection.put(name, entry)
      return entry
    },
    list: () => [...entriesByName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async remove(name) {
      const entry = known(name)
      entriesByName.delete(name)
      await collection.del(name)
      return entry
    },
    resolve(target) {
      if (target.kind !== 'name') return target
      const entry = entriesByName.get(target.name)
      const found = entry === undefined ? null : parseTarget(entry.target)
      return found === null || found.kind === 'name' ? null : found
    },
  }
}

/** DHT nodes that worked before, kept in the profile so that a start needs no bootstrap server. */
import { knownNode } from '@comice/protocol'
import type { Profile } from '@comice/storage'
import type { HostPort, KnownNodes } from '../network/network.ts'

/** The profile's list, as the network wants it. */
export async function openKnownNodes(profile: Profile, now: () => number): Promise<KnownNodes> {
  const collection = await profile.collection('known-nodes', knownNode.codec)
  const keyOf = ({ host, port }: HostPort) => `${host}:${port}`
  return {
    load: async () => {
      const nodes: HostPort[] = []
      for await (const { value } of collection.list()) nodes.push({ host: value.host, port: value.port })
      return nodes
    },
    save: async (nodes) => {
      const wanted = new Set(nodes.map(keyOf))
      for await (const { key } of collection.list()) {
        if (!wanted.has(key)) await collection.del(key)
      }
      const seenAt = now()
      await collection.putAll(
        nodes.map(({ host, port }) => ({ key: keyOf({ host, port }), value: { host, port, seenAt } })),
      )
    },
  }
}

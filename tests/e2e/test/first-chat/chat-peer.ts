// chat-peer.ts: one person of the chat. It knows the plain modules, and nothing of tests.
import c from 'compact-encoding'
import Hyperbee from 'hyperbee'
import type Corestore from 'corestore'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

export interface ChatOptions {
  nickname: string
  swarm: Hyperswarm
  store: Corestore
  /** Called with what others say, under the names that they gave themselves. */
  onMessage: (from: string, text: string) => void
}

export async function startChat({ nickname, swarm, store, onMessage }: ChatOptions) {
  // What others may read of us: a core whose first block is our nickname.
  const profile = store.get({ name: 'profile' })
  await profile.ready()
  if (profile.length === 0) await profile.append(nickname)

  // Whom we have met: their swarm's key → the key of their profile.
  const people = new Hyperbee(store.get({ name: 'people' }), { keyEncoding: 'utf-8', valueEncoding: 'utf-8' })
  const calls = new Set<ProtomuxRPC<string>>()

  async function nameOf(peer: string): Promise<string> {
    const entry = await people.get(peer)
    if (entry === null) return 'somebody'
    return String(await store.get({ key: entry.value }).get(0))
  }

  swarm.on('connection', (connection) => {
    const peer = Buffer.from(connection.remotePublicKey).toString('hex')
    const rpc = new ProtomuxRPC(connection, { protocol: 'first-chat', valueEncoding: c.string })
    // Answers first, replication second: a call that arrives before its answer is known is refused.
    rpc.respond('getKey', () => profile.id ?? '')
    rpc.respond('message', async (text) => {
      onMessage(await nameOf(peer), text)
      return 'read'
    })
    store.replicate(connection)
    connection.on('error', () => undefined)
    rpc.on('close', () => calls.delete(rpc))
    rpc.on('open', () => {
      void rpc.request('getKey', '').then(async (key) => {
        await people.put(peer, key)
        calls.add(rpc)
      })
    })
  })

  return {
    people,
    /** How many people can be talked to now. */
    count: () => calls.size,
    /** Resolves when all who are connected have it. */
    say: (text: string) => Promise.all([...calls].map((rpc) => rpc.request('message', text))),
  }
}

/** Two peers, that found each other by a key. */
import { mkdir } from 'node:fs/promises'
import { type PeerProcess, startPeer } from '../../harness/peer-process.ts'
import type { ForwardKind, ForwardPlaces } from './forward.ts'

export interface Machines extends AsyncDisposable {
  readonly alice: PeerProcess
  /** Calls her `alice`, and may do at hers what was said. */
  readonly bob: PeerProcess
}

export async function openMachines(
  { home, dht }: Pick<ForwardPlaces, 'home' | 'dht'>,
  allowed: readonly string[],
): Promise<Machines> {
  await using scope = new AsyncDisposableStack()
  const open = async (name: string) => {
    const peer = scope.use(await startPeer('comice-remote', { isNode: true }))
    const dir = `${home}/${name}`
    await mkdir(dir, { recursive: true })
    await peer.open({ dir, bootstrap: dht.bootstrap })
    return peer
  }
  const [alice, bob] = [await open('alice'), await open('bob')]
  const key = await bob.deviceKey({})
  for (const what of allowed) await alice.allow({ key, what })
  await bob.know({ name: 'alice', key: await alice.deviceKey({}) })
  const kept = scope.move()
  return { alice, bob, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

export const comice: ForwardKind = {
  name: 'comice',
  needs: [],
  async open(places) {
    const target = `127.0.0.1:${places.targetPort}`
    const machines = await openMachines(places, [`forward:${target}`])
    const { alice, bob } = machines
    const port = await bob.forward({ peer: 'alice', target })
    return { port, pids: [alice.pid, bob.pid], [Symbol.asyncDispose]: () => machines[Symbol.asyncDispose]() }
  },
}

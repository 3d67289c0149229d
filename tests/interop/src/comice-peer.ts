import { createPeer, type Peer } from '@comice/core'
import { createDrives, type Drives } from '@comice/drives'
import { openProfile } from '@comice/storage'
import { tempDir, type TestDht } from '@comice/testkit'

export interface ComicePeer extends AsyncDisposable {
  readonly peer: Peer
  readonly drives: Drives
}

/** A peer with drives, on a DHT in this process. */
export async function openComicePeer(dht: TestDht): Promise<ComicePeer> {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir('profile'))
  const profile = stack.use(await openProfile({ dir: dir.path }))
  const peer = stack.use(await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } }))
  const drives = stack.use(await createDrives(peer))
  return { peer, drives, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

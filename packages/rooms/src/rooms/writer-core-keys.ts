import type { Peer } from '@comice/core'
import { roomNamespace } from '../base/open-base.ts'
import { type WriterCoreKeys, writerKeysOf } from '../invite/device-record.ts'

/** The core that a room's base will write to, see open-base.ts: named, so it is the same after a restart. */
export async function writerCoreKeys(peer: Peer, discoveryKey: Uint8Array): Promise<WriterCoreKeys> {
  const store = peer.store.namespace(roomNamespace(discoveryKey))
  const core = store.get({ name: 'local', active: false })
  try {
    await core.ready()
    return writerKeysOf(core)
  } finally {
    await core.close()
    await store.close()
  }
}

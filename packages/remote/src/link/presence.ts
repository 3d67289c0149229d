/** Being found: a machine announces its device key while somebody has a grant for it, and not otherwise. */
import { createHash } from 'node:crypto'
import type { Peer, Topic } from '@comice/core'

export interface Presence {
  readonly isServing: boolean
  close(): void
}

/** @param onchange grants have changed */
export function createPresence(
  peer: Peer,
  capabilities: ReadonlySet<string>,
  onchange: () => void,
): Presence {
  let topic: Topic | null = null
  const isWanted = () => peer.grants.list().some(({ what }) => capabilities.has(what.capability))
  const update = () => {
    if (isWanted()) topic ??= peer.network.join(topicOf(peer.identity.device.publicKey), { client: false })
    else {
      void topic?.leave()
      topic = null
    }
    onchange()
  }
  const stop = peer.grants.onChange(update)
  update()
  return {
    get isServing() {
      return topic !== null
    },
    close() {
      stop()
      void topic?.leave()
      topic = null
    },
  }
}

/** Nobody looks for it: a server of any topic can be dialled by its key. */
function topicOf(deviceKey: Uint8Array): Uint8Array {
  return createHash('blake2s256').update('comice/remote/1\0').update(deviceKey).digest()
}

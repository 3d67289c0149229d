import BlindPairing from 'blind-pairing'
import BlindPeer from 'blind-peer'
import BlindPeering from 'blind-peering'
import type Autobase from 'autobase'
import type Corestore from 'corestore'
import type Hyperswarm from 'hyperswarm'
import IdentityKey from 'keet-identity-key'
import { expectTypeOf } from 'vitest'

export async function inviteAndPair(swarm: Hyperswarm, base: Autobase): Promise<void> {
  if (!base.key || !base.discoveryKey) return
  const { invite, publicKey } = BlindPairing.createInvite(base.key)
  const pairing = new BlindPairing(swarm)
  const { key, encryptionKey, discoveryKey } = base
  pairing.addMember({
    discoveryKey,
    onadd(request) {
      const userData = request.open(publicKey)
      expectTypeOf(userData).toEqualTypeOf<Uint8Array>()
      request.confirm({ key, encryptionKey })
    },
  })
  const candidate = pairing.addCandidate({ invite, userData: new Uint8Array(1) })
  const paired = await candidate.pairing
  expectTypeOf(paired).toEqualTypeOf<BlindPairing.Paired | null>()
  // @ts-expect-error a candidate has an invite
  pairing.addCandidate({ userData: new Uint8Array(1) })
  await pairing.close()
}

export async function keep(swarm: Hyperswarm, store: Corestore, base: Autobase): Promise<void> {
  const server = new BlindPeer('./blind-peer', { maxBytes: 1e9 })
  server.on('add-core', (record) => record.key)
  await server.listen()
  const client = new BlindPeering(swarm.dht, store, { keys: [server.publicKey], wakeup: base.wakeupProtocol })
  client.addAutobaseBackground(base)
  await client.addCore(base.local, { priority: 1 })
  // @ts-expect-error pass the swarm's DHT
  new BlindPeering(swarm, store)
}

export async function identity(device: Uint8Array): Promise<void> {
  const id = await IdentityKey.from({ mnemonic: IdentityKey.generateMnemonic() })
  const proof = await id.bootstrap(device)
  const verified = IdentityKey.verify(proof, null, { expectedDevice: device })
  expectTypeOf(verified).toEqualTypeOf<IdentityKey.Verified | null>()
  // @ts-expect-error one of both is needed
  await IdentityKey.from({})
}

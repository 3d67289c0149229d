/** Pairing by an invite, a blind peer and its client, and identities. */
import { join } from 'node:path'
import BlindPairing from 'blind-pairing'
import BlindPeer from 'blind-peer'
import BlindPeering from 'blind-peering'
import c from 'compact-encoding'
import hypercoreCrypto from 'hypercore-crypto'
import type { Network } from './world-network.ts'
import type { Stores } from './world-stores.ts'
import type { Reality, World } from './world.ts'
import { identityObjects } from './world-basics.ts'

export async function pairingObjects(
  world: World,
  from: { stores: Stores; network: Network },
): Promise<Reality> {
  return {
    ...(await inviteObjects(world, from.network)),
    ...(await blindPeerObjects(world, from)),
    ...(await identityObjects()),
  }
}

async function inviteObjects(world: World, network: Network): Promise<Reality> {
  const key = hypercoreCrypto.randomBytes(32)
  const created = BlindPairing.createInvite(key)
  const [ours, theirs] = [new BlindPairing(network.alice), new BlindPairing(network.bob)]
  world.defer(() => Promise.all([ours.close(), theirs.close()]))
  const asked = Promise.withResolvers<BlindPairing.MemberRequest>()
  const member = ours.addMember({
    discoveryKey: created.discoveryKey,
    onadd(request) {
      request.open(created.publicKey)
      request.confirm({ key })
      asked.resolve(request)
    },
  })
  await member.flushed()
  const candidate = theirs.addCandidate({ invite: created.invite, userData: new Uint8Array([1]) })
  await candidate.ready()
  const paired = await candidate.pairing
  if (!paired) throw new Error('the candidate was not paired')
  return {
    'blind-pairing#BlindPairing': { object: ours, statics: BlindPairing },
    'blind-pairing#BlindPairing.CreatedInvite': { object: created },
    'blind-pairing#BlindPairing.InviteData': { object: c.decode(BlindPairing.Invite, created.invite) },
    'blind-pairing#BlindPairing.DecodedInvite': { object: BlindPairing.decodeInvite(created.invite) },
    'blind-pairing#BlindPairing.Paired': { object: paired },
    'blind-pairing#BlindPairing.Member': { object: member },
    'blind-pairing#BlindPairing.Candidate': { object: candidate },
    'blind-pairing#BlindPairing.MemberRequest': { object: await asked.promise },
    'blind-pairing#BlindPairing.CandidateRequest': {
      object: BlindPairing.createRequest(created.invite, new Uint8Array([2])),
    },
  }
}

async function blindPeerObjects(
  world: World,
  { stores, network }: { stores: Stores; network: Network },
): Promise<Reality> {
  const blindPeer = new BlindPeer(join(world.folder, 'blind-peer'), { bootstrap: network.testnet.bootstrap })
  world.defer(() => blindPeer.close())
  await blindPeer.listen()
  const peering = new BlindPeering(network.alice.dht, stores.store, { keys: [blindPeer.publicKey] })
  world.defer(() => peering.close())
  const core = stores.store.get({ name: 'kept' })
  await core.append('one')
  const added = Promise.withResolvers<Partial<BlindPeer.CoreRecord>>()
  blindPeer.on('add-core', (record) => added.resolve(record))
  await peering.addCore(core)
  await added.promise
  await blindPeer.flush()
  const [client] = [...peering.blindPeers.values()]
  return {
    'blind-peer#BlindPeer': { object: blindPeer, statics: BlindPeer },
    'blind-peer#BlindPeer.Stats': { object: blindPeer.stats },
    'blind-peer#BlindPeer.Digest': { object: blindPeer.digest },
    'blind-peer#BlindPeer.CoreRecord': { object: await blindPeer.db.getCoreRecord(core.key) },
    'blind-peering#BlindPeering': { object: peering, statics: BlindPeering },
    'blind-peering#BlindPeering.BlindPeer': { object: client ?? {} },
  }
}

/**
 * Test any Hyperswarm program without the internet: a DHT in the process, named peers, a network and a wire you can
 * cut, peers you can kill, machines on a LAN of their own. All of it is real, and ends with its `await using` scope.
 *
 * ```ts
 * import { connect, createPeers } from '@comice/testkit'
 *
 * await using peers = await createPeers('alice', 'bob')
 * const { alice, bob } = peers
 * await connect(alice, bob)
 *
 * const core = alice.store.get({ name: 'notes' })
 * await core.append('hello')
 * console.log(String(await bob.store.get({ key: core.key }).get(0))) // hello
 * ```
 *
 * @packageDocumentation
 */
export { createClock } from './clock/clock.ts'
export type { Clock, TestClock, TestTimer } from './clock/clock.ts'
export { createTestDht } from './dht/dht.ts'
export type { HostPort, TestDht, TestDhtOptions } from './dht/dht.ts'
export { tempDir, tempProfiles } from './dir/dir.ts'
export type { TempDir, TempProfiles } from './dir/dir.ts'
export { isTestkitError, TestkitError } from './errors.ts'
export type { TestkitErrorCode } from './errors.ts'
export { keyPairOf, seedOf, topicOf } from './identity/identity.ts'
export { createKeychain } from './keychain/keychain.ts'
export type { TestKeychain } from './keychain/keychain.ts'
export { canUseNetworkNamespaces, createNetworks } from './networks/networks.ts'
export type { NatKind } from './networks/nat.ts'
export type { NetworkHost, Networks, NetworksOptions } from './networks/networks.ts'
export { connect } from './peers/connect.ts'
export type { ConnectOptions, PeerLink } from './peers/connect.ts'
export { createPeer, createPeers } from './peers/peers.ts'
export type { Connection, PeersOptions, TestPeer, TestPeerOptions, TestPeers } from './peers/peers.ts'
export { seededRandom, testSeed } from './random/random.ts'
export type { SeededRandom } from './random/random.ts'
export type { LineMatch, LineOptions, ProcessExit } from './process/line-reader.ts'
export { type FollowedProcess, followOutput, type ProcessOutput } from './process/output.ts'
export { spawnPeer } from './process/process.ts'
export type { SpawnedPeer, SpawnOptions } from './process/process.ts'
export { createUnderlay } from './underlay/underlay.ts'
export type { Underlay, UnderlayCounters, UnderlayOptions, Weather } from './underlay/underlay.ts'
export { once, waitFor } from './wait/wait.ts'
export type { Emitter, NotYet, OnceOptions, WaitOptions } from './wait/wait.ts'
export type { ChunkPredicate, WireCounters, WireDirection } from './wire/direction.ts'
export { createWire } from './wire/wire.ts'
export type { Wire, WireOptions } from './wire/wire.ts'

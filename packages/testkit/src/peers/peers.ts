/// <reference types="@comice/holepunch-types" preserve="true" />
import Corestore from 'corestore'
import type { KeyPair } from 'hypercore-crypto'
import type HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { CLOSE_TIMEOUT_MS } from '../constants.ts'
import { createTestDht, type TestDht } from '../dht/dht.ts'
import { tempDir, type TempDir } from '../dir/dir.ts'
import { TestkitError } from '../errors.ts'
import { keyPairOf } from '../identity/identity.ts'
import { withScope } from '../scope/scope.ts'
import type { Underlay } from '../underlay/underlay.ts'

/** A connection as a swarm gives it: an encrypted stream that knows the key of the other side. */
export type Connection = Hyperswarm.Events['connection'][0]

/** One peer of the plain stack: a swarm and a store, nothing of Comice. */
export interface TestPeer extends AsyncDisposable {
  readonly name: string
  /** `keyPairOf(name)`: the key other peers see. */
  readonly keyPair: KeyPair
  readonly dht: HyperDHT
  readonly swarm: Hyperswarm
  readonly store: Corestore
  /** Where the store lives. Pass it to {@link createPeer} to come back as the same peer after {@link TestPeer.close}. */
  readonly dir: string
  /** Leaves the network and closes the store. The directory stays until the scope of its maker ends. Idempotent. */
  close(): Promise<void>
}

/** What one peer needs. */
export interface TestPeerOptions {
  dht: TestDht
  /** The store's directory. Default: a new one, removed when the peer's scope ends. */
  dir?: string
  /** Replicate the store on every connection. Default true. */
  replicate?: boolean
  /**
   * Called for every connection *before* the store replicates on it: the place for protomux channels and RPC handlers,
   * which are refused when they come later than the replication.
   */
  onConnection?: (connection: Connection, peer: TestPeer) => void
  /** Lets the test cut this peer's network, and slow it down. */
  underlay?: Underlay
}

/** Opens one peer on a test DHT. {@link createPeers} is the shorter way to several. */
export async function createPeer(name: string, options: TestPeerOptions): Promise<TestPeer> {
  const temp: TempDir | undefined = options.dir === undefined ? await tempDir(name) : undefined
  const dir = options.dir ?? (temp as TempDir).path
  const keyPair = keyPairOf(name)
  const dht = options.dht.createNode(options.underlay ? { udx: options.underlay.udx(name) } : {})
  const swarm = new Hyperswarm({ dht, keyPair })
  const store = new Corestore(dir)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= closeParts(swarm, store))
  const dispose = async () => {
    await close()
    await temp?.[Symbol.asyncDispose]()
  }
  const peer: TestPeer = { name, keyPair, dht, swarm, store, dir, close, [Symbol.asyncDispose]: dispose }
  swarm.on('connection', (connection) => welcome(peer, connection, options))
  try {
    await store.ready()
  } catch (error) {
    await dispose()
    throw error
  }
  return peer
}

function welcome(peer: TestPeer, connection: Connection, options: TestPeerOptions): void {
  // A peer that is cut or killed ends its connections with an error; what it means is for the test to say.
  connection.on('error', () => {})
  options.onConnection?.(connection, peer)
  if (options.replicate !== false) peer.store.replicate(connection)
}

async function closeParts(swarm: Hyperswarm, store: Corestore): Promise<void> {
  const timer = setTimeout(() => void swarm.destroy({ force: true }), CLOSE_TIMEOUT_MS)
  try {
    await swarm.destroy()
  } finally {
    clearTimeout(timer)
    await store.close()
  }
}

/** Options of {@link createPeers}: those of a peer, and the DHT only when it is shared with others. */
export interface PeersOptions extends Omit<TestPeerOptions, 'dht' | 'dir'> {
  /** Default: a new one for these peers. */
  dht?: TestDht
}

/** Named peers on one DHT; `await using` ends them all, newest first, then the DHT. */
export type TestPeers<Name extends string> = Readonly<Record<Name, TestPeer>> &
  AsyncDisposable & {
    readonly dht: TestDht
    /** In the order of the names. */
    readonly all: readonly TestPeer[]
  }

/**
 * Opens peers that know one DHT of this process and are not connected yet ({@link connect} does that).
 *
 * ```ts
 * await using peers = await createPeers('alice', 'bob')
 * const { alice, bob } = peers
 * ```
 *
 * @throws NAME_INVALID for a name given twice, or one that {@link TestPeers} itself uses (`dht`, `all`).
 */
export function createPeers<const Name extends string>(...names: Name[]): Promise<TestPeers<Name>>
export function createPeers<const Name extends string>(
  ...args: [...names: Name[], options: PeersOptions]
): Promise<TestPeers<Name>>
export async function createPeers(...args: (string | PeersOptions)[]): Promise<TestPeers<string>> {
  const names = args.filter((arg) => typeof arg === 'string')
  const options: PeersOptions = args.find((arg) => typeof arg === 'object') ?? {}
  checkNames(names)
  return withScope(async (scope) => {
    const dht = options.dht ?? scope.use(await createTestDht())
    const all: TestPeer[] = []
    for (const name of names) all.push(scope.use(await createPeer(name, { ...options, dht })))
    const byName = Object.fromEntries(all.map((peer) => [peer.name, peer]))
    return {
      ...byName,
      dht,
      all,
      [Symbol.asyncDispose]: scope[Symbol.asyncDispose],
    } as unknown as TestPeers<string>
  })
}

function checkNames(names: string[]): void {
  const reserved = names.find((name) => name === '' || name === 'dht' || name === 'all')
  if (reserved !== undefined) throw new TestkitError('NAME_INVALID', `a peer cannot be called '${reserved}'`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new TestkitError('NAME_INVALID', `two peers are called '${twice}'`)
}

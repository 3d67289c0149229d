/** Rooms with people in them, on a DHT of this process, in temporary profiles. */
import { createPeer, type Peer } from '@comice/core'
import type { Role } from '@comice/protocol'
import { openProfile, type Profile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht, type Underlay } from '@comice/testkit'
import { TEST_JOIN_TIMEOUT_MS } from '../constants.ts'
import type { Room } from '../room/room.ts'
import { type CreateRoomOptions, createRooms, type Rooms, type RoomsOptions } from '../rooms/rooms.ts'

export interface RoomPeerOptions {
  dht: TestDht
  /** The profile's directory: the same one gives the same peer again. */
  dir: string
  /** Lets the test cut this peer's network. */
  underlay?: Underlay
  /** This peer's clock, Unix time in ms. */
  now?: () => number
  /** False: this peer meets nobody. Default true. */
  isOnline?: boolean
  rooms?: RoomsOptions
}

/** Somebody with a profile, a peer and the rooms service. */
export interface RoomPeer extends AsyncDisposable {
  readonly name: string
  readonly dir: string
  readonly profile: Profile
  readonly peer: Peer
  readonly rooms: Rooms
  /** Ends rooms, peer and profile, in this order. Idempotent. */
  close(): Promise<void>
}

/** Opens one peer with the rooms service. */
export async function openRoomPeer(name: string, options: RoomPeerOptions): Promise<RoomPeer> {
  const { dht, dir, underlay, now, isOnline = true } = options
  const profile = await openProfile({ dir })
  const node = underlay === undefined ? {} : { dht: dht.createNode({ udx: underlay.udx(name) }) }
  const network = isOnline ? { bootstrap: [...dht.bootstrap], ...node } : { local: false, public: false }
  const peer = await createPeer({ profile, network, ...(now === undefined ? {} : { now }) })
  const rooms = await createRooms(peer, options.rooms)
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= peer.close().then(() => profile.close())
    return closing
  }
  return { name, dir, profile, peer, rooms, close, [Symbol.asyncDispose]: close }
}

export interface TestRoomsOptions extends Omit<RoomPeerOptions, 'dht' | 'dir'> {
  dht?: TestDht
}

export interface TestRoomOptions
  extends Omit<TestRoomsOptions, 'isOnline'>, Pick<CreateRoomOptions, 'format' | 'kind'> {
  /** What the others become. Default: what an invite makes people. */
  role?: Role
}

export type TestRooms<Name extends string> = Readonly<Record<Name, RoomPeer>> &
  AsyncDisposable & {
    readonly dht: TestDht
    /** Closes a peer and opens it again on the same profile; the old object stays closed. */
    reopen(peer: RoomPeer, options?: Partial<RoomPeerOptions>): Promise<RoomPeer>
    /** Another peer on the same DHT. */
    add(name: string, options?: Partial<RoomPeerOptions>): Promise<RoomPeer>
  }

/**
 * Peers with the rooms service, and no room yet.
 *
 * ```ts
 * await using peers = await createTestRooms(['alice', 'bob'])
 * const room = await peers.alice.rooms.create({ name: 'garden' })
 * ```
 */
export async function createTestRooms<const Name extends string>(
  names: readonly Name[],
  options: TestRoomsOptions = {},
): Promise<TestRooms<Name>> {
  const scope = new AsyncDisposableStack()
  try {
    return await openTestRooms(scope, names, options)
  } catch (error) {
    await scope.disposeAsync()
    throw error
  }
}

async function openTestRooms<Name extends string>(
  scope: AsyncDisposableStack,
  names: readonly Name[],
  options: TestRoomsOptions,
): Promise<TestRooms<Name>> {
  const dht = options.dht ?? scope.use(await createTestDht())
  const add = async (name: string, more: Partial<RoomPeerOptions> = {}) => {
    const dir = scope.use(await tempDir(name)).path
    return scope.use(await openRoomPeer(name, { dir, ...options, dht, ...more }))
  }
  const reopen = async (peer: RoomPeer, more: Partial<RoomPeerOptions> = {}) => {
    await peer.close()
    return scope.use(await openRoomPeer(peer.name, { dir: peer.dir, ...options, dht, ...more }))
  }
  const peers: RoomPeer[] = []
  for (const name of names) peers.push(await add(name))
  const byName = Object.fromEntries(peers.map((peer) => [peer.name, peer]))
  const dispose = () => scope.disposeAsync()
  return { ...byName, dht, add, reopen, [Symbol.asyncDispose]: dispose } as unknown as TestRooms<Name>
}

/** A peer in a room. */
export interface RoomMember extends RoomPeer {
  readonly room: Room
}

export type TestRoom<Name extends string> = Readonly<Record<Name, RoomMember>> &
  AsyncDisposable & {
    readonly peers: TestRooms<Name>
    /** Lets somebody in by a new invite of the first member. */
    join(name: string, options?: Partial<RoomPeerOptions>): Promise<RoomMember>
  }

/**
 * People in one room: the first made it, the others joined by an invite; each is called by their name.
 *
 * ```ts
 * await using test = await createTestRoom(['alice', 'bob'])
 * await test.alice.room.say('hello')
 * ```
 */
export async function createTestRoom<const Name extends string>(
  names: readonly Name[],
  { format, kind, role, ...options }: TestRoomOptions = {},
): Promise<TestRoom<Name>> {
  const made = { ...(format === undefined ? {} : { format }), ...(kind === undefined ? {} : { kind }) }
  const peers = await createTestRooms(names, options)
  try {
    const [first, ...others] = names.map((name): RoomPeer => peers[name])
    if (first === undefined) throw new RangeError('a room needs somebody in it')
    const room = await first.rooms.create({ name: 'garden', nickname: first.name, ...made })
    const letIn = async (peer: RoomPeer): Promise<RoomMember> => {
      const { text } = await room.createInvite(role === undefined ? {} : { role })
      return {
        ...peer,
        room: await peer.rooms.join(text, { nickname: peer.name, timeoutMs: TEST_JOIN_TIMEOUT_MS }),
      }
    }
    const members: RoomMember[] = [{ ...first, room }]
    for (const peer of others) members.push(await letIn(peer))
    const byName = Object.fromEntries(members.map((member) => [member.name, member]))
    const join = async (name: string, more?: Partial<RoomPeerOptions>) => letIn(await peers.add(name, more))
    const dispose = () => peers[Symbol.asyncDispose]()
    return { ...byName, peers, join, [Symbol.asyncDispose]: dispose } as unknown as TestRoom<Name>
  } catch (error) {
    await peers[Symbol.asyncDispose]()
    throw error
  }
}

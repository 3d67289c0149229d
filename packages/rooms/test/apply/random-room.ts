/** What people and enemies with real keys write into a room, at random: all kinds, of all formats, forged and broken. */
import {
  admissionSignable,
  encodeOperation,
  type KnownOperation,
  LIMITS,
  type MessageId,
  OPERATION_NUMBERS,
  type Role,
  ROLES,
  ROOM_KINDS,
} from '@comice/protocol'
import type { SeededRandom } from '@comice/testkit'
import type Autobase from 'autobase'
import type { Cast, Member } from './cast.ts'

export type Node = Autobase.Node<Uint8Array>

/** What a block can be, besides an operation as somebody wrote it. */
export const HOSTILE_KINDS = [
  'noise',
  'newer',
  'oversized',
  'truncated',
  'longer',
  'flipped',
  'forged',
  'stranger',
] as const

export type HostileKind = (typeof HOSTILE_KINDS)[number]

export interface RandomRoom {
  /** In the order in which they are applied. */
  readonly nodes: Node[]
  /** How many of each kind there are; what is in no way broken is `plain`. */
  readonly counts: Map<HostileKind | 'plain', number>
}

interface Scene {
  cast: Cast
  random: SeededRandom
  /** Ids of epochs that were made, and some that were not. */
  epochs: Uint8Array[]
  lengths: Map<string, number>
  /** Ids of invites that somebody made, or meant to. */
  invites: Uint8Array[]
  /** Operations of others, to be copied. */
  written: Uint8Array[]
  /** Where reports stand. */
  reports: MessageId[]
}

/** One in so many is broken in some way. */
const HOSTILE_SHARE = 0.2

/** A room that is made in the first format, or in the second, as one in three each is, becomes one of a later one in between. */
export function randomRoom(
  cast: Cast,
  { random, count }: { random: SeededRandom; count: number },
): RandomRoom {
  const scene: Scene = {
    cast,
    random,
    epochs: [random.bytes(32)],
    lengths: new Map(),
    invites: cast.inviteIds.slice(0, 1),
    written: [],
    reports: [],
  }
  const counts: RandomRoom['counts'] = new Map()
  const nodes = beginningOf(scene)
  const upgradeAt = random.integer(nodes.length, count - 1)
  while (nodes.length < count) {
    nodes.push(nodes.length === upgradeAt ? upgradeIn(scene) : nextNode(scene, counts))
  }
  return { nodes, counts }
}

/** What makes the room, and lets most of the cast in. */
function beginningOf(scene: Scene): Node[] {
  const { cast, random } = scene
  const roomVersion = random.pick([1, 2, 3])
  const operations: KnownOperation[] = []
  for (const operation of cast.founding(random)) {
    if (operation.kind === 'epoch') scene.epochs.push(operation.epochId)
    if (operation.kind === 'create') operations.push({ ...operation, roomVersion })
    else if (roomVersion > 1) operations.push(operation)
    // The first format knows no other role, and no epochs.
    else if (operation.kind === 'invite') operations.push({ ...operation, role: 'member' })
  }
  const { creator, members } = cast
  for (const member of members) {
    if (member !== creator && random.chance(0.8)) operations.push(admissionOf(member, cast))
  }
  return operations.map((operation) => nodeBy(creator.writer.key, encodeOperation(operation), scene))
}

function upgradeIn(scene: Scene): Node {
  const roomVersion = scene.random.pick([2, 3])
  return nodeBy(scene.cast.creator.writer.key, encodeOperation({ kind: 'upgrade', roomVersion }), scene)
}

function nextNode(scene: Scene, counts: RandomRoom['counts']): Node {
  const { random, cast, written } = scene
  const author = random.pick(cast.members)
  const value = plainBy(author, scene)
  const hostile = random.chance(HOSTILE_SHARE) ? random.pick(HOSTILE_KINDS) : 'plain'
  counts.set(hostile, (counts.get(hostile) ?? 0) + 1)
  const { key } = author.writer
  const isReport = value[1] === OPERATION_NUMBERS.report
  const node = hostile === 'plain' ? nodeBy(key, value, scene) : hostileNode(hostile, { key, value, scene })
  written.push(value)
  if (isReport) scene.reports.push({ writerKey: key, index: node.length - 1 })
  return node
}

function nodeBy(key: Uint8Array, value: Uint8Array, { lengths }: Scene): Node {
  const id = Buffer.from(key).toString('hex')
  const length = (lengths.get(id) ?? 0) + 1
  lengths.set(id, length)
  return { value, length, from: { key } } as unknown as Node
}

function hostileNode(
  kind: HostileKind,
  { key, value, scene }: { key: Uint8Array; value: Uint8Array; scene: Scene },
): Node {
  const { random, written } = scene
  const bytes = Buffer.from(value)
  switch (kind) {
    case 'noise':
      return nodeBy(key, random.bytes(random.pick([0, 1, 3, 200, 2_000])), scene)
    case 'newer':
      // A later version of an operation, or one that is not known.
      bytes[random.chance(0.5) ? 0 : 1] = random.integer(2 + Object.keys(OPERATION_NUMBERS).length, 250)
      return nodeBy(key, bytes, scene)
    case 'oversized':
      return nodeBy(key, Buffer.concat([bytes, Buffer.alloc(LIMITS.MAX_OP_BYTES)]), scene)
    case 'truncated':
      return nodeBy(key, bytes.subarray(0, random.integer(0, bytes.length - 1)), scene)
    case 'longer':
      return nodeBy(key, Buffer.concat([bytes, random.bytes(random.integer(1, 9))]), scene)
    case 'flipped':
      // An owner's upgrade to a version that is not known would end the room: `upgrade.test.ts` shows that.
      if (bytes[1] === OPERATION_NUMBERS.upgrade) return nodeBy(key, bytes, scene)
      bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
      return nodeBy(key, bytes, scene)
    case 'forged':
      // What somebody else wrote and signed, in a core that is not theirs.
      return nodeBy(key, written.length === 0 ? bytes : random.pick(written), scene)
    case 'stranger':
      return nodeBy(Buffer.alloc(32, random.integer(200, 203)), bytes, scene)
  }
}

function plainBy(author: Member, scene: Scene): Uint8Array {
  if (scene.random.chance(0.002)) return encodeOperation({ kind: 'leave', claimedAt: 1 })
  return encodeOperation(scene.random.pick(operationsBy(author, scene))())
}

function operationsBy(author: Member, scene: Scene): (() => KnownOperation)[] {
  const { random, cast, epochs, invites, reports } = scene
  const someone = () => random.pick(cast.members)
  const identityKey = () => someone().identity.publicKey
  const deviceKey = () => someone().identity.device.publicKey
  // People lower themselves; mostly they are given much, or all would end as readers.
  const role = (): Role => random.pick(random.chance(0.7) ? ROLES.slice(0, 3) : ROLES)
  const body = () => ({
    epochId: epochIn(scene),
    nonce: random.bytes(24),
    box: random.bytes(random.pick([17, 40])),
  })
  const target = () => targetIn(scene)
  const sealed = () => sealsIn(scene)
  const inviteOf = (kind: 'invite' | 'gated-invite') => {
    const [expiresAt, maxUses] = [random.pick([0, 0, 50]), random.pick([0, 1, 3])]
    const inviteId = random.pick(cast.inviteIds)
    invites.push(inviteId)
    return { kind, inviteId, publicKey: random.bytes(32), expiresAt, maxUses, role: role() }
  }
  const epoch = (): KnownOperation => {
    const id = random.chance(0.2) ? epochIn(scene) : random.bytes(32)
    epochs.push(id)
    const links = [{ epochId: epochIn(scene), nonce: random.bytes(24), box: random.bytes(48) }]
    return { kind: 'epoch', epochId: id, links, without: [identityKey()], sealed: sealed() }
  }
  const remove = (): KnownOperation => {
    return { kind: 'remove', identityKey: identityKey(), ban: random.chance(0.3) }
  }
  const mute = (): KnownOperation => {
    return { kind: 'mute', identityKey: identityKey(), until: random.pick([0, 50, Number.MAX_SAFE_INTEGER]) }
  }
  const unmute = (): KnownOperation => {
    return { kind: 'unmute', identityKey: identityKey(), claimedAt: random.pick([0, 49, 50]) }
  }
  return [
    () => admissionBy(author, scene),
    () => admissionBy(author, scene),
    epoch,
    () => inviteOf('invite'),
    () => inviteOf('gated-invite'),
    () => ({ ...inviteOf('invite'), role: 'member', maxUses: 0 }),
    () => ({ kind: 'revoke', inviteId: random.pick(cast.inviteIds) }),
    () => ({ kind: 'message', text: 'x', claimedAt: 1, replyTo: random.chance(0.2) ? target() : null }),
    () => ({ kind: 'profile', name: random.pick(['', 'x']) }),
    () => ({ kind: 'keep', seederKey: random.bytes(32), on: random.chance(0.5) }),
    () => ({ kind: 'epoch-seal', epochId: epochIn(scene), sealed: sealed() }),
    () => ({ kind: 'post', claimedAt: random.integer(0, 1), body: body() }),
    () => ({ kind: 'post', claimedAt: random.integer(0, 1), body: body() }),
    () => ({ kind: 'post', claimedAt: random.integer(0, 1), body: body() }),
    () => ({ kind: 'edit', target: target(), claimedAt: random.integer(0, 1), body: body() }),
    () => ({ kind: 'delete', target: target() }),
    () => ({ kind: 'react', target: target(), body: random.chance(0.3) ? null : body() }),
    () => ({ kind: 'pin', target: target(), seq: 0, on: random.chance(0.7) }),
    () => ({ kind: 'role', identityKey: identityKey(), role: role() }),
    () => ({ kind: 'role', identityKey: identityKey(), role: role() }),
    // Seldom, or nobody would be left.
    () => (random.chance(0.2) ? remove() : { kind: 'unban', identityKey: identityKey() }),
    () => ({ kind: 'approve', writerKey: someone().writer.key, on: random.chance(0.8) }),
    () => ownDeviceIn(scene),
    () => ownDeviceIn(scene),
    // As seldom as people are removed: a device never comes again.
    () => (random.chance(0.1) ? { kind: 'remove-device', deviceKey: deviceKey() } : ownDeviceIn(scene)),
    () => handoverIn(scene),
    // As often taken back as said, or nobody would be heard.
    () => (random.chance(0.5) ? mute() : unmute()),
    unmute,
    () => ({ kind: 'report', claimedAt: random.integer(0, 1), sealed: sealed(), body: body() }),
    // One that is long, which none may be.
    () => ({
      kind: 'report',
      claimedAt: 1,
      sealed: sealed(),
      body: { ...body(), box: random.bytes(random.pick([200, 5_000])) },
    }),
    () => ({ kind: 'dismiss', target: target() }),
    () => ({ kind: 'dismiss', target: random.pick(reports.length === 0 ? [target()] : reports) }),
    () => ({ kind: 'room-kind', roomKind: random.pick(ROOM_KINDS) }),
    // Back to the first format: nobody can.
    () => ({ kind: 'upgrade', roomVersion: random.integer(0, 1) }),
  ]
}

/** Of few system views, so that some compete, follow each other, or go round in a circle. */
function handoverIn({ random }: Scene): KnownOperation {
  const system = () => Buffer.alloc(32, random.integer(1, 5))
  const successor = random.chance(0.5) ? system() : null
  return { kind: 'handover', system: system(), length: random.pick([0, 1, 2, 3, 1_500, 2 ** 40]), successor }
}

/** Of anybody: mostly the author's, where the author has several. */
function ownDeviceIn({ random, cast }: Scene): KnownOperation {
  const [context, asked] = [random.pick(cast.inviteIds), random.pick(cast.inviteIds)]
  const device = random.pick(cast.members).deviceFor(random.chance(0.95) ? context : asked)
  return { kind: 'own-device', context, device, admittedAt: random.integer(0, 9) }
}

/** One of the newest, as honest people have it, or any that was ever made up. */
function epochIn({ random, epochs }: Scene): Uint8Array {
  return random.pick(random.chance(0.6) ? epochs.slice(-3) : epochs)
}

/** A message that is there, is not there yet, or never will be. */
function targetIn({ random, cast, lengths }: Scene): { writerKey: Uint8Array; index: number } {
  const { writer } = random.pick(cast.members)
  const length = lengths.get(Buffer.from(writer.key).toString('hex')) ?? 0
  const index = random.chance(0.9) ? random.integer(0, length) : random.pick([length + 5, 2 ** 40])
  return { writerKey: random.chance(0.98) ? writer.key : random.bytes(32), index }
}

function sealsIn({ random, cast }: Scene): { deviceKey: Uint8Array; box: Uint8Array }[] {
  return random
    .shuffle(cast.members)
    .slice(0, random.integer(0, 4))
    .map(({ identity }) => ({ deviceKey: identity.device.publicKey, box: random.bytes(80) }))
}

/** By the creator, on the first invite. */
function admissionOf(member: Member, { creator, roomKey, inviteIds }: Cast): KnownOperation {
  const { identity } = creator
  const inviteId = inviteIds[0] ?? Buffer.alloc(32)
  const device = member.deviceFor(inviteId)
  const facts = { inviteId, device, admittedAt: 1, admitter: identity.device.publicKey }
  return { kind: 'admit', ...facts, signature: identity.sign(admissionSignable(roomKey, facts)) }
}

/** True, or said to be by somebody else, or signed by somebody else, or on an invite that the device never had. */
function admissionBy(author: Member, { random, cast, invites }: Scene): KnownOperation {
  const inviteId = random.pick(random.chance(0.9) ? invites.slice(-4) : cast.inviteIds)
  const asked = random.chance(0.95) ? inviteId : random.pick(cast.inviteIds)
  const admitter = random.chance(0.95) ? author : random.pick(cast.members)
  const signer = random.chance(0.95) ? admitter : random.pick(cast.members)
  const facts = {
    inviteId,
    device: random.pick(cast.members).deviceFor(asked),
    admittedAt: random.pick([0, 1, 49, 50, 99, Number.MAX_SAFE_INTEGER]),
    admitter: admitter.identity.device.publicKey,
  }
  return { kind: 'admit', ...facts, signature: signer.identity.sign(admissionSignable(cast.roomKey, facts)) }
}

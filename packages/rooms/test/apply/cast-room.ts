/** A room of the third format that is nothing but a view, into which the cast writes one operation after the other. */
import { admissionSignable, type DeviceRecord, encodeOperation, type KnownOperation } from '@comice/protocol'
import { seededRandom, tempDir } from '@comice/testkit'
import type Autobase from 'autobase'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import { applyRoom } from '../../src/apply/apply-room.ts'
import { type RoomBee, ViewReader } from '../../src/view/room-view.ts'
import { isSealed, readMessages } from '../../src/view/view-messages.ts'
import type { Cast, Member } from './cast.ts'

export interface CastRoom extends AsyncDisposable {
  readonly view: ViewReader
  /** Puts operations of one author next in the order, as one batch. */
  write(author: Member, ...operations: KnownOperation[]): Promise<void>
  /** Of the whole view, key and value in hex. */
  entries(): Promise<string[]>
  /** Of each message, whether somebody may read it who is gone. */
  late(): Promise<boolean[]>
  /** Of each message, whether its author was muted. */
  muted(): Promise<boolean[]>
  /** The author lets a device in on the first invite of the cast, or another. */
  admit(author: Member, device: DeviceRecord, inviteId?: Uint8Array): Promise<void>
}

/** Of a base that no handover can leave: none of them names its system view, which has so many blocks. */
export function settledState(systemLength = 0): object {
  return { pendingFork: null, system: { core: { key: Buffer.alloc(32, 0xee), length: systemLength } } }
}

/** With the creator in it, an invite for any number of admins, and the first epoch. */
export async function openCastRoom(
  cast: Cast,
  { roomVersion = 3, systemLength }: { roomVersion?: number; systemLength?: number | undefined } = {},
): Promise<CastRoom> {
  const dir = await tempDir('cast-room')
  const store = new Corestore(dir.path)
  const bee: RoomBee = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name: 'view' }), {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
  })
  await bee.ready()
  const host = {
    key: cast.roomKey,
    addWriter: () => Promise.resolve(),
    state: settledState(systemLength),
  } as unknown as Autobase.HostCalls
  const lengths = new Map<Member, number>()
  const write: CastRoom['write'] = async (author, ...operations) => {
    const nodes = operations.map((operation) => {
      const length = (lengths.get(author) ?? 0) + 1
      lengths.set(author, length)
      const node = { value: encodeOperation(operation), length, from: { key: author.writer.key } }
      return node as unknown as Autobase.Node<Uint8Array>
    })
    await applyRoom(nodes, bee, host)
  }
  const admit: CastRoom['admit'] = async (
    author,
    device,
    inviteId = cast.inviteIds[0] ?? Buffer.alloc(32),
  ) => {
    const admission = { inviteId, device, admittedAt: 1, admitter: author.identity.device.publicKey }
    const signature = author.identity.sign(admissionSignable(cast.roomKey, admission))
    await write(author, { kind: 'admit', ...admission, signature })
  }
  const muted = async () => {
    const messages = await readMessages(bee, { before: 100, limit: 100 })
    return messages.map((message) => isSealed(message) && message.isMuted)
  }
  const late = async () => {
    const messages = await readMessages(bee, { before: 100, limit: 100 })
    return messages.map((message) => isSealed(message) && message.isLate)
  }
  const entries = async () => {
    const lines: string[] = []
    for await (const { key, value } of bee.createReadStream())
      lines.push(`${Buffer.from(key).toString('hex')} ${Buffer.from(value).toString('hex')}`)
    return lines
  }
  const founding = cast.founding(seededRandom('cast room'))
  await write(
    cast.creator,
    ...founding.map((operation) => (operation.kind === 'create' ? { ...operation, roomVersion } : operation)),
  )
  const dispose = async () => {
    await store.close()
    await dir[Symbol.asyncDispose]()
  }
  return { view: new ViewReader(bee), write, entries, admit, late, muted, [Symbol.asyncDispose]: dispose }
}

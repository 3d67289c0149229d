/** The invites of a room: making, revoking and listing them. */
import {
  decodeKey,
  encodeKey,
  type InviteRecord,
  isEqualBytes,
  type MemberRecord,
  type Role,
} from '@comice/protocol'
import { DIRECT_ROOM_MEMBERS, INVITE_EXPIRES_MS, MAX_MEMBER_INVITES, MAX_ROOM_INVITES } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { createInvite } from '../invite/invite-text.ts'
import { placeFor } from '../operation/invite.ts'
import { isAbove, mayDo, mayGive } from '../role/role.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomReading } from './room-reading.ts'
import { isSecondFormat } from './room-sealer.ts'
import type { RoomWriter } from './room-writer.ts'
import type { CreatedInvite, InviteInfo, InviteOptions } from './room.ts'

export interface RoomInvitesParts {
  roomKey: Uint8Array
  reader: RoomReader
  writer: RoomWriter
  identityKey: Uint8Array
  now: () => number
}

export class RoomInvites {
  readonly #parts: RoomInvitesParts

  constructor(parts: RoomInvitesParts) {
    this.#parts = parts
  }

  async create(options: InviteOptions): Promise<CreatedInvite> {
    const { reader, writer, roomKey, now } = this.#parts
    const { expiresInMs = INVITE_EXPIRES_MS, needsApproval = false } = options
    const { role, isSecond, old } = await reader.read(async (reading) => ({
      role: await this.#roleFor(reading, options),
      isSecond: await isSecondFormat(reading),
      old: await this.#expiredInTheWay(reading),
    }))
    if (old !== null) await writer.write({ kind: 'revoke', inviteId: old })
    // Who comes by one that is counted waits until the creator's device was there: docs/decisions/0168-second-format-by-default.md.
    const maxUses = options.maxUses ?? (isSecond ? 0 : 1)
    const expiresAt = expiresInMs === 0 ? 0 : now() + expiresInMs
    const { id, publicKey, text } = createInvite(roomKey, expiresAt)
    const kind = needsApproval ? 'gated-invite' : 'invite'
    await writer.write({ kind, inviteId: id, publicKey, expiresAt, maxUses, role })
    return { id: encodeKey(id), text, expiresAt: expiresAt || null, maxUses: maxUses || null }
  }

  async revoke(id: string): Promise<void> {
    const { reader, writer, identityKey } = this.#parts
    const inviteId = decodeKey(id)
    await reader.read(async (reading) => {
      const invite = await reading.invite(inviteId)
      const me = await reading.person(identityKey)
      if (invite === null) throw RoomErrors.INVITE_NOT_FOUND()
      if (me === null || !(await mayRevoke(reading, { me, invite })))
        throw RoomErrors.NOT_ALLOWED({ action: "revoke another member's invite" })
    })
    await writer.write({ kind: 'revoke', inviteId })
  }

  list(): Promise<InviteInfo[]> {
    return this.#parts.reader.read(async (reading) => {
      const infos: InviteInfo[] = []
      for (const invite of await reading.invites()) {
        infos.push(inviteInfo(invite, await reading.isGated(invite.inviteId)))
      }
      return infos
    })
  }

  /** What an invite makes people. @throws what says why it cannot be made */
  async #roleFor(reading: RoomReading, options: InviteOptions): Promise<Role> {
    if (await isSecondFormat(reading)) return this.#givenRole(reading, options)
    const { invites } = await reading.state()
    if (invites >= MAX_ROOM_INVITES) throw RoomErrors.INVITES_FULL({ limit: MAX_ROOM_INVITES })
    return plainRole(options)
  }

  /** Of our own, when there is no room for another one. @throws INVITES_FULL when none has expired */
  async #expiredInTheWay(reading: RoomReading): Promise<Uint8Array | null> {
    const { identityKey, now } = this.#parts
    if (!(await isSecondFormat(reading)) || (await placeFor(reading, identityKey)) !== 'none') return null
    const expired = (await reading.invites()).find(
      ({ createdBy, expiresAt }) =>
        isEqualBytes(createdBy, identityKey) && expiresAt !== 0 && expiresAt <= now(),
    )
    if (expired !== undefined) return expired.inviteId
    const { invites } = await reading.share(identityKey)
    const isOwn = invites >= MAX_MEMBER_INVITES
    throw RoomErrors.INVITES_FULL({ limit: isOwn ? MAX_MEMBER_INVITES : MAX_ROOM_INVITES })
  }

  async #givenRole(reading: RoomReading, { role }: InviteOptions): Promise<Role> {
    const kind = await reading.kind()
    const wanted = role ?? (kind === 'broadcast' ? 'reader' : 'member')
    const me = await reading.person(this.#parts.identityKey)
    if (me === null || !mayDo(me.role, 'invite') || !mayGive(me.role, wanted))
      throw RoomErrors.NOT_ALLOWED({ action: `invite as ${wanted}` })
    if (kind === 'direct' && (await reading.state()).people >= DIRECT_ROOM_MEMBERS)
      throw RoomErrors.NOT_ALLOWED({ action: 'invite a third person into a room for two' })
    return wanted
  }
}

/** The first format knows one. */
function plainRole({ role = 'member', needsApproval }: InviteOptions): Role {
  if (needsApproval === true || role !== 'member')
    throw RoomErrors.ROOM_FORMAT({ action: 'invite as another role, or with an approval' })
  return role
}

async function mayRevoke(
  reading: RoomReading,
  { me, invite }: { me: MemberRecord; invite: InviteRecord },
): Promise<boolean> {
  if (isEqualBytes(invite.createdBy, me.identityKey)) return true
  if (!(await isSecondFormat(reading))) return me.role === 'owner'
  const maker = await reading.person(invite.createdBy)
  const may = maker !== null && mayDo(me.role, 'revoke an invite of a lower role')
  return may && isAbove(me.role, maker.role)
}

function inviteInfo(invite: InviteRecord, needsApproval: boolean): InviteInfo {
  return {
    id: encodeKey(invite.inviteId),
    expiresAt: invite.expiresAt === 0 ? null : invite.expiresAt,
    maxUses: invite.maxUses === 0 ? null : invite.maxUses,
    uses: invite.uses,
    revoked: invite.revoked,
    createdBy: encodeKey(invite.createdBy),
    role: invite.role,
    needsApproval,
  }
}

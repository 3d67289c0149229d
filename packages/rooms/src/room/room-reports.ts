/** Reports of messages: sealed to the devices of those who moderate, and read by them. */
import { createEpoch, openBody, openEpochKey, sealBody, sealEpochKey } from '@comice/core'
import {
  encodeKey,
  isEqualBytes,
  LIMITS,
  type MemberRecord,
  reportBody,
  type ReportBody,
  type ReportRecord,
} from '@comice/protocol'
import type { KeyPair } from 'hypercore-crypto'
import { MAX_MEMBER_REPORTS, MAX_ROOM_REPORTS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { mayDo, rankOf } from '../role/role.ts'
import { findMessages } from './find-messages.ts'
import { boundTo } from './room-body.ts'
import type { MessagePlace } from './room-message.ts'
import type { RoomReader } from './room-reader.ts'
import { parseMessageId } from './parse-message-id.ts'
import { messageId, nameOf, type RoomReading } from './room-reading.ts'
import type { RoomWriter } from './room-writer.ts'
import type { Report } from './room.ts'

export interface RoomReportsParts {
  readonly reader: RoomReader
  readonly writer: RoomWriter
  readonly roomKey: Uint8Array
  readonly identityKey: Uint8Array
  readonly device: KeyPair
  readonly now: () => number
}

/** The first format of rooms that knows of moderation beyond putting people out. */
const FORMAT = 3

export class RoomReports {
  readonly #parts: RoomReportsParts

  constructor(parts: RoomReportsParts) {
    this.#parts = parts
  }

  async report({ id, seq }: MessagePlace, reason: string): Promise<void> {
    const { reader, writer, roomKey, identityKey, now } = this.#parts
    const target = parseMessageId(id)
    if (target === null) throw RoomErrors.MESSAGE_NOT_FOUND()
    const body = reportBody.encode({ target, seq, reason: checkedReason(reason) })
    const deviceKeys = await reader.read(async (reading) => {
      await assertFormat(reading)
      const author = await reading.ownerOfCore(target.writerKey)
      if (author === null) throw RoomErrors.MESSAGE_NOT_FOUND()
      await this.#assertMayReport(reading)
      return devicesOfModerators(reading, author.identityKey)
    })
    // A key for this report alone, made as the room's are.
    const key = createEpoch(roomKey)
    const sealed = deviceKeys.map((deviceKey) => sealEpochKey(key, deviceKey)).filter((one) => one !== null)
    if (sealed.length === 0) throw RoomErrors.REPORT_TO_NOBODY()
    const place = { roomKey, identityKey, kind: 'report', target: null } as const
    await writer.write({
      kind: 'report',
      claimedAt: now(),
      sealed,
      body: sealBody(key, body, boundTo(place)),
    })
  }

  list(): Promise<Report[]> {
    return this.#parts.reader.read(async (reading) => {
      await this.#assertModerates(reading)
      const reports: Report[] = []
      for (const record of await reading.openReports()) reports.push(await this.#named(reading, record))
      return reports.sort((a, b) => a.claimedAt - b.claimedAt)
    })
  }

  async dismiss(id: string): Promise<void> {
    const { reader, writer, identityKey, device } = this.#parts
    const target = parseMessageId(id)
    if (target === null) throw RoomErrors.REPORT_NOT_FOUND()
    await reader.read(async (reading) => {
      const report = await reading.report(target)
      if (report === null) throw RoomErrors.REPORT_NOT_FOUND()
      if (isEqualBytes(report.identityKey, identityKey)) return
      const me = await this.#assertModerates(reading)
      const isFor = report.sealed.some(({ deviceKey }) => isEqualBytes(deviceKey, device.publicKey))
      if (!isFor && me.role !== 'owner') throw RoomErrors.NOT_ALLOWED({ action: 'dismiss this report' })
    })
    await writer.write({ kind: 'dismiss', target })
  }

  async #assertMayReport(reading: RoomReading): Promise<void> {
    const { identityKey } = this.#parts
    const me = await reading.person(identityKey)
    if (me === null || !mayDo(me.role, 'report a message'))
      throw RoomErrors.NOT_ALLOWED({ action: 'report messages' })
    const { reports } = await reading.share(identityKey)
    if (reports >= MAX_MEMBER_REPORTS) throw RoomErrors.REPORTS_FULL({ limit: MAX_MEMBER_REPORTS })
    if ((await reading.state()).reports >= MAX_ROOM_REPORTS)
      throw RoomErrors.REPORTS_FULL({ limit: MAX_ROOM_REPORTS })
  }

  async #assertModerates(reading: RoomReading): Promise<MemberRecord> {
    const me = await reading.person(this.#parts.identityKey)
    if (me === null || !mayDo(me.role, 'look at reports'))
      throw RoomErrors.NOT_ALLOWED({ action: 'look at reports' })
    return me
  }

  async #named(reading: RoomReading, record: ReportRecord): Promise<Report> {
    const { claimedAt, identityKey } = record
    const by = encodeKey(identityKey)
    const name = nameOf(by, (await reading.person(identityKey))?.name ?? '')
    const facts = { id: messageId(record.id), by, name, claimedAt }
    const body = this.#open(record)
    if (body === null) return { ...facts, about: null, reason: '', message: null }
    const { target, seq, reason } = body
    const [message = null] = await reading.named(await findMessages(reading, { target, seq }))
    return { ...facts, about: { id: messageId(target), seq }, reason, message }
  }

  /** Null when it was sealed to others, or does not hold what it should. */
  #open({ sealed, body, identityKey }: ReportRecord): ReportBody | null {
    const { roomKey, device } = this.#parts
    const seal = sealed.find(({ deviceKey }) => isEqualBytes(deviceKey, device.publicKey))
    if (seal === undefined) return null
    const key = openEpochKey(seal, { id: body.epochId, scope: roomKey, device })
    const place = { roomKey, identityKey, kind: 'report', target: null } as const
    const opened = key === null ? null : openBody(key, body, boundTo(place))
    const decoded = opened === null ? null : reportBody.decode(opened)
    return decoded?.ok ? decoded.value : null
  }
}

export async function assertFormat(reading: RoomReading): Promise<void> {
  if (((await reading.room())?.roomVersion ?? 1) < FORMAT)
    throw RoomErrors.ROOM_FORMAT({ action: 'mute people or report messages' })
}

/** Of everybody who moderates but who wrote the message; the highest roles first, as many as fit. */
async function devicesOfModerators(reading: RoomReading, author: Uint8Array): Promise<Uint8Array[]> {
  const people = (await reading.presentPeople())
    .filter(({ role, identityKey }) => mayDo(role, 'look at reports') && !isEqualBytes(identityKey, author))
    .sort((a, b) => rankOf(a.role) - rankOf(b.role))
  const devices = await reading.presentDevices()
  const keys = people.flatMap((person) =>
    devices
      .filter(({ identityKey }) => isEqualBytes(identityKey, person.identityKey))
      .map(({ deviceKey }) => deviceKey),
  )
  return keys.slice(0, LIMITS.MAX_REPORT_KEYS)
}

function checkedReason(reason: string): string {
  const limit = LIMITS.MAX_REPORT_REASON_BYTES
  if (!reason.isWellFormed()) throw RoomErrors.REPORT_INVALID({ reason: 'it is not well-formed text' })
  const bytes = Buffer.byteLength(reason)
  if (bytes > limit)
    throw RoomErrors.REPORT_INVALID({ reason: `its reason takes ${bytes} bytes, more than ${limit}` })
  return reason
}

/** What a profile writes down about its transfers. Each begins with its version; another one is not read. */
import type { Codec } from '@comice/protocol'
import c, { type State } from 'compact-encoding'
import { MAX_OFFERED_NAMES, MAX_RECEIVERS } from '../constants.ts'
import type { NameRules } from '../names/safe-path.ts'
import { offerCodec, type Receipt } from './frame-encoding.ts'
import type { SentName } from './offer-paths.ts'
import type { SendOffer } from './offer.ts'
import type { ExistingRule } from './place-names.ts'
import type { ResumeKey } from './resume-proof.ts'

/** Somebody who has proven to know the code, and accepted. */
export interface KnownReceiver {
  readonly key: ResumeKey
  /** Null until all has arrived there. */
  readonly receipt: Receipt | null
}

export interface SendRecord {
  readonly code: string
  /** 32 bytes of the key pair that the send has on the network. */
  readonly seed: Uint8Array
  readonly offer: SendOffer
  readonly names: readonly SentName[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly receivers: number
  readonly wrongGuesses: number
  readonly known: readonly KnownReceiver[]
}

export interface ReceiveRecord {
  readonly code: string
  readonly key: ResumeKey
  readonly offer: SendOffer
  readonly into: string
  readonly names: NameRules
  readonly existing: ExistingRule
  readonly acceptedAt: number
  /** Set when everything is written: what remains is to give it its names and to tell the sender. */
  readonly receipt: Receipt | null
}

const VERSION = 1
const EXISTING: readonly ExistingRule[] = ['refuse', 'rename', 'replace']

type Step = 'preencode' | 'encode'

export const sendRecordCodec: Codec<SendRecord> = {
  preencode: (state, record) => writeSend('preencode', state, record),
  encode: (state, record) => writeSend('encode', state, record),
  decode(state) {
    const at = begin(state)
    return {
      code: c.string.decode(at),
      seed: copy(c.fixed32.decode(at)),
      offer: offerCodec.decode(at),
      names: listOf(at, MAX_OFFERED_NAMES, () => ({
        name: c.string.decode(at),
        kind: c.uint8.decode(at) === 1 ? ('folder' as const) : ('file' as const),
        place: c.string.decode(at),
      })),
      createdAt: c.uint.decode(at),
      expiresAt: c.uint.decode(at),
      receivers: c.uint.decode(at),
      wrongGuesses: c.uint.decode(at),
      known: listOf(at, MAX_RECEIVERS, () => ({ key: readKey(at), receipt: readReceipt(at) })),
    }
  },
}

function writeSend(step: Step, at: State, record: SendRecord): void {
  c.uint[step](at, VERSION)
  c.string[step](at, record.code)
  c.fixed32[step](at, record.seed)
  offerCodec[step](at, record.offer)
  c.uint[step](at, record.names.length)
  for (const { name, kind, place } of record.names) {
    c.string[step](at, name)
    c.uint8[step](at, kind === 'folder' ? 1 : 0)
    c.string[step](at, place)
  }
  const { createdAt, expiresAt, receivers, wrongGuesses } = record
  for (const number of [createdAt, expiresAt, receivers, wrongGuesses]) c.uint[step](at, number)
  c.uint[step](at, record.known.length)
  for (const { key, receipt } of record.known) {
    writeKey(step, at, key)
    writeReceipt(step, at, receipt)
  }
}

export const receiveRecordCodec: Codec<ReceiveRecord> = {
  preencode: (state, record) => writeReceive('preencode', state, record),
  encode: (state, record) => writeReceive('encode', state, record),
  decode(state) {
    const at = begin(state)
    return {
      code: c.string.decode(at),
      key: readKey(at),
      offer: offerCodec.decode(at),
      into: c.string.decode(at),
      names: c.uint8.decode(at) === 1 ? 'native' : 'portable',
      existing: EXISTING[c.uint8.decode(at)] ?? 'refuse',
      acceptedAt: c.uint.decode(at),
      receipt: readReceipt(at),
    }
  },
}

function writeReceive(step: Step, at: State, record: ReceiveRecord): void {
  c.uint[step](at, VERSION)
  c.string[step](at, record.code)
  writeKey(step, at, record.key)
  offerCodec[step](at, record.offer)
  c.string[step](at, record.into)
  c.uint8[step](at, record.names === 'native' ? 1 : 0)
  c.uint8[step](at, EXISTING.indexOf(record.existing))
  c.uint[step](at, record.acceptedAt)
  writeReceipt(step, at, record.receipt)
}

function begin(at: State): State {
  if (c.uint.decode(at) !== VERSION) throw new RangeError('another version')
  return at
}

function listOf<T>(at: State, max: number, read: () => T): T[] {
  const length = c.uint.decode(at)
  if (length > max) throw new RangeError('more than allowed')
  return Array.from({ length }, read)
}

function writeKey(step: Step, at: State, { id, secret }: ResumeKey): void {
  c.fixed(16)[step](at, id)
  c.fixed32[step](at, secret)
}

function readKey(at: State): ResumeKey {
  return { id: copy(c.fixed(16).decode(at)), secret: copy(c.fixed32.decode(at)) }
}

function writeReceipt(step: Step, at: State, receipt: Receipt | null): void {
  c.uint8[step](at, receipt === null ? 0 : 1)
  if (receipt === null) return
  for (const number of [receipt.files, receipt.bytes, receipt.refused]) c.uint[step](at, number)
}

function readReceipt(at: State): Receipt | null {
  if (c.uint8.decode(at) === 0) return null
  return { files: c.uint.decode(at), bytes: c.uint.decode(at), refused: c.uint.decode(at) }
}

function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes)
}

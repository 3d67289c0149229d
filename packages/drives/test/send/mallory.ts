/** A sender that knows the code and follows the protocol only as far as a test wants. */
import { createGuessLimit, type Peer, type PeerConnection, runPake } from '@comice/core'
import crypto from 'hypercore-crypto'
import { createCode, formatCode, secretOfCode, topicOfCode } from '../../src/code/code.ts'
import {
  type BatchRecord,
  measureRecord,
  type SentEntry,
  writeRecord,
} from '../../src/send/batch-encoding.ts'
import { BATCH_KIND, encodeFrame, type Frame } from '../../src/send/frame-encoding.ts'
import { Inbox } from '../../src/send/inbox.ts'
import { type Lane, openChannelLane } from '../../src/send/lane.ts'
import type { SendOffer } from '../../src/send/offer.ts'
import { proveResume, resumeKeyOf } from '../../src/send/resume-proof.ts'

export interface MalloryLane {
  readonly lane: Lane
  readonly connection: PeerConnection
  frame(frame: Frame): void
  raw(bytes: Uint8Array): void
  batch(records: readonly BatchRecord[]): void
  next(kind: Frame['kind']): Promise<Frame | null>
}

export interface Mallory extends AsyncDisposable {
  readonly code: string
}

/** Offers `offer` to everybody with the code; `act` is called when it was accepted. */
export async function startMallory(
  peer: Peer,
  offer: SendOffer,
  act: (lane: MalloryLane) => Promise<void> | void,
): Promise<Mallory> {
  const code = createCode()
  const network = peer.network.sibling({ keyPair: crypto.keyPair() })
  network.on('connection', (connection) => void serve(connection))
  await network.join(topicOfCode(code), { client: false }).flushed()
  const serve = async (connection: PeerConnection): Promise<void> => {
    const inbox = new Inbox({ maxBytes: 1e9 })
    const lane = openChannelLane(connection, inbox)
    if (lane === null) return
    const pake = await runPake(connection, {
      purpose: 'comice/send',
      secret: secretOfCode(code),
      guesses: createGuessLimit(),
    })
    if (!pake.ok) return
    const own = malloryLane(lane, connection, inbox)
    const proof = proveResume(resumeKeyOf(pake.value.key), connection, 'sender')
    own.frame({ kind: 'offer', proof, offer })
    if ((await own.next('accept')) !== null) await act(own)
    if ((await own.next('receipt')) !== null) own.frame({ kind: 'bye' })
  }
  return { code: formatCode(code), [Symbol.asyncDispose]: () => network.close() }
}

export function malloryLane(lane: Lane, connection: PeerConnection, inbox: Inbox): MalloryLane {
  return {
    lane,
    connection,
    frame: (frame) => lane.send(encodeFrame(frame)),
    raw: (bytes) => lane.send(bytes),
    batch: (records) => lane.send(encodeBatch(records)),
    async next(kind) {
      for (;;) {
        const received = await inbox.next(20_000)
        if (received === null || received.frame.kind === kind) return received?.frame ?? null
      }
    },
  }
}

export function encodeBatch(records: readonly BatchRecord[]): Uint8Array {
  const bytes = records.reduce((sum, record) => sum + measureRecord(record), 1)
  const buffer = Buffer.alloc(bytes)
  buffer[0] = BATCH_KIND
  const state = { start: 1, end: bytes, buffer } as unknown as Parameters<typeof writeRecord>[0]
  for (const record of records) writeRecord(state, record)
  return buffer
}

/** An offer of one folder and what is in it. */
export function offerOf(fields: Partial<SendOffer> & { name?: string } = {}): SendOffer {
  const { name = 'pears', ...rest } = fields
  const [entries, files, bytes] = [rest.entries ?? 1, rest.files ?? rest.entries ?? 1, rest.bytes ?? 0]
  return {
    id: Buffer.alloc(16, 7),
    names: [{ name, kind: 'folder', files, bytes }],
    entries,
    files,
    bytes,
    isStream: false,
    list: Buffer.alloc(32, 7),
    ...rest,
  }
}

export function entryOf(path: string, fields: Partial<SentEntry> = {}): BatchRecord {
  const entry = {
    kind: 'file',
    path,
    mode: 0o644,
    mtimeMs: 0,
    bytes: 0,
    offset: 0,
    target: '',
    ...fields,
  } as const
  return { kind: 'entry', entry }
}

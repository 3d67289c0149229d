/// <reference types="@comice/holepunch-types" />
/** A chat as the stack's own examples write it: an encrypted Autobase of JSON, a Hyperbee view, the creator indexes. */
import { createHash } from 'node:crypto'
import Autobase from 'autobase'
import type Corestore from 'corestore'
import Hyperbee from 'hyperbee'

export interface BareMessage {
  readonly text: string
  readonly name: string
  readonly at: number
}

export type Operation = { readonly add: string } | { readonly message: BareMessage }

export type BareBee = Hyperbee<string, unknown>
export type BareBase = Autobase<BareBee, Operation>

export interface BareRoomOptions {
  readonly key: Uint8Array | null
  readonly encryptionKey: Uint8Array
  readonly isFastForward: boolean
}

/** Ours is acknowledged after the same quiet time. */
const ACK_INTERVAL_MS = 1_000

/** As many as ours gives when none are asked for. */
const MAX_FOUND = 50

export async function openBareRoom(store: Corestore, options: BareRoomOptions): Promise<BareBase> {
  const { key, encryptionKey, isFastForward } = options
  const base: BareBase = new Autobase<BareBee, Operation>(store, key, {
    valueEncoding: 'json',
    encrypted: true,
    encryptionKey,
    ackInterval: ACK_INTERVAL_MS,
    fastForward: isFastForward,
    open: (views) =>
      new Hyperbee(views.get('view'), { keyEncoding: 'utf-8', valueEncoding: 'json', extension: false }),
    apply,
  })
  base.on('error', (error) => console.error(error))
  await base.ready()
  return base
}

async function apply(
  nodes: Autobase.Node<Operation>[],
  view: BareBee,
  host: Autobase.HostCalls,
): Promise<void> {
  const batch = view.batch({ update: false })
  let count = ((await batch.get('count'))?.value ?? 0) as number
  for (const { value } of nodes) {
    if ('add' in value) await host.addWriter(Buffer.from(value.add, 'hex'), { indexer: false })
    else await batch.put(messageKey(count++), value.message)
  }
  await batch.put('count', count)
  await batch.flush()
}

export async function countMessages(bee: BareBee): Promise<number> {
  return ((await bee.get('count'))?.value ?? 0) as number
}

/** Messages with numbers from `from` up to, not including, `to`. */
export async function readMessages(
  bee: BareBee,
  { from, to }: { from: number; to: number },
): Promise<BareMessage[]> {
  const messages: BareMessage[] = []
  const range = { gte: messageKey(from), lt: messageKey(to) }
  for await (const { value } of bee.createReadStream(range)) messages.push(value as BareMessage)
  return messages
}

/** The newest 50 messages with all of these words. It reads until it has them. */
export async function find(bee: BareBee, words: string): Promise<BareMessage[]> {
  const found: BareMessage[] = []
  const range = { gte: messageKey(0), lt: messageKey(10 ** 10) }
  for await (const { value } of bee.createReadStream(range, { reverse: true })) {
    const message = value as BareMessage
    const said = new Set(message.text.split(/[^\p{L}\p{N}]+/u))
    if (words.split(' ').every((word) => said.has(word))) found.push(message)
    if (found.length === MAX_FOUND) break
  }
  return found
}

/** The same for the same texts in the same order. */
export function digestOf(messages: readonly { readonly text: string }[]): string {
  return createHash('sha256')
    .update(messages.map(({ text }) => text).join('\n'))
    .digest('hex')
}

function messageKey(number: number): string {
  return `message/${String(number).padStart(10, '0')}`
}

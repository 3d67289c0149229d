import type NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import Hypercore, { type AppendResult, type Options } from 'hypercore'
import { expectTypeOf } from 'vitest'

interface Message {
  text: string
}

export async function appendAndGet(): Promise<void> {
  const core = new Hypercore('./core')
  expectTypeOf(core).toEqualTypeOf<Hypercore<Uint8Array>>()
  const appended = await core.append('a string becomes its bytes')
  expectTypeOf(appended).toEqualTypeOf<AppendResult>()
  const block = await core.get(0)
  expectTypeOf(block).toEqualTypeOf<Uint8Array>()
  const local = await core.get(0, { wait: false })
  expectTypeOf(local).toEqualTypeOf<Uint8Array | null>()
  const text = await core.get(0, { valueEncoding: 'utf-8' })
  expectTypeOf(text).toEqualTypeOf<string>()
  const key = core.key
  expectTypeOf(key).toEqualTypeOf<Uint8Array | null>()
  // @ts-expect-error a number is no block
  await core.append(1)
  // @ts-expect-error an index is a number
  await core.get('0')
}

export async function encodings(): Promise<void> {
  const named = new Hypercore('./core', { valueEncoding: 'utf-8' })
  expectTypeOf(named).toEqualTypeOf<Hypercore<string>>()
  const encoded = new Hypercore('./core', null, { valueEncoding: c.uint })
  expectTypeOf(encoded).toEqualTypeOf<Hypercore<number>>()
  await encoded.append([1, 2, 3])
  // @ts-expect-error c.uint encodes numbers
  await encoded.append('one')
  const json = new Hypercore('./core', { valueEncoding: 'json' })
  expectTypeOf(json).toEqualTypeOf<Hypercore<unknown>>()
  const typed = new Hypercore<Message>('./core', { valueEncoding: 'json' })
  expectTypeOf(typed).toEqualTypeOf<Hypercore<Message>>()
  // @ts-expect-error text is missing
  await typed.append({})
  // @ts-expect-error utf-8 does not hold a Message
  const wrong = new Hypercore<Message>('./core', { valueEncoding: 'utf-8' })
  await wrong.close()
  for await (const message of typed.createReadStream({ live: true }))
    expectTypeOf(message).toEqualTypeOf<Message>()
}

export function options(): Options {
  // @ts-expect-error there is no such option
  return { valueEncodin: 'json' }
}

export async function replicate(
  alice: Hypercore,
  bob: Hypercore,
  connection: NoiseSecretStream,
): Promise<void> {
  const stream = alice.replicate(true)
  stream.pipe(bob.replicate(false)).pipe(stream)
  stream.noiseStream.on('error', (error) => error.message)
  const same = alice.replicate(connection)
  expectTypeOf(same).toEqualTypeOf<NoiseSecretStream>()
  const done = bob.findingPeers()
  const grown = await bob.update()
  done()
  expectTypeOf(grown).toEqualTypeOf<boolean>()
  const range = bob.download({ start: 0, end: -1 })
  await range.done()
  range.destroy()
}

export function events(core: Hypercore): void {
  core.on('append', () => core.length)
  core.on('truncate', (length, fork) =>
    expectTypeOf({ length, fork }).toEqualTypeOf<{ length: number; fork: number }>(),
  )
  core.on('peer-add', (peer) => expectTypeOf(peer.remotePublicKey).toEqualTypeOf<Uint8Array>())
  core.once('download', (index, byteLength) => index + byteLength)
  // @ts-expect-error an append has no payload
  core.on('append', (length: number) => length)
}

export class NamedCore extends Hypercore<string> {
  get title(): string {
    return this.id ?? 'unopened'
  }
}

import type NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import Hypercore, { type AppendResult, type Options } from 'hypercore'
import { type Equal, holds } from './equal.ts'

interface Message {
  text: string
}

export async function appendAndGet(): Promise<void> {
  const core = new Hypercore('./core')
  holds<Equal<typeof core, Hypercore<Uint8Array>>>()
  const appended = await core.append('a string becomes its bytes')
  holds<Equal<typeof appended, AppendResult>>()
  const block = await core.get(0)
  holds<Equal<typeof block, Uint8Array>>()
  const local = await core.get(0, { wait: false })
  holds<Equal<typeof local, Uint8Array | null>>()
  const text = await core.get(0, { valueEncoding: 'utf-8' })
  holds<Equal<typeof text, string>>()
  const key = core.key
  holds<Equal<typeof key, Uint8Array | null>>()
  // @ts-expect-error a number is no block
  await core.append(1)
  // @ts-expect-error an index is a number
  await core.get('0')
}

export async function encodings(): Promise<void> {
  const named = new Hypercore('./core', { valueEncoding: 'utf-8' })
  holds<Equal<typeof named, Hypercore<string>>>()
  const encoded = new Hypercore('./core', null, { valueEncoding: c.uint })
  holds<Equal<typeof encoded, Hypercore<number>>>()
  await encoded.append([1, 2, 3])
  // @ts-expect-error c.uint encodes numbers
  await encoded.append('one')
  const json = new Hypercore('./core', { valueEncoding: 'json' })
  holds<Equal<typeof json, Hypercore<unknown>>>()
  const typed = new Hypercore<Message>('./core', { valueEncoding: 'json' })
  holds<Equal<typeof typed, Hypercore<Message>>>()
  // @ts-expect-error text is missing
  await typed.append({})
  // @ts-expect-error utf-8 does not hold a Message
  const wrong = new Hypercore<Message>('./core', { valueEncoding: 'utf-8' })
  await wrong.close()
  for await (const message of typed.createReadStream({ live: true })) holds<Equal<typeof message, Message>>()
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
  holds<Equal<typeof same, NoiseSecretStream>>()
  const done = bob.findingPeers()
  const grown = await bob.update()
  done()
  holds<Equal<typeof grown, boolean>>()
  const range = bob.download({ start: 0, end: -1 })
  await range.done()
  range.destroy()
}

export function events(core: Hypercore): void {
  core.on('append', () => core.length)
  core.on('truncate', (length, fork) => holds<Equal<[typeof length, typeof fork], [number, number]>>())
  core.on('peer-add', (peer) => holds<Equal<typeof peer.remotePublicKey, Uint8Array>>())
  core.once('download', (index, byteLength) => index + byteLength)
  // @ts-expect-error an append has no payload
  core.on('append', (length: number) => length)
}

export class NamedCore extends Hypercore<string> {
  get title(): string {
    return this.id ?? 'unopened'
  }
}

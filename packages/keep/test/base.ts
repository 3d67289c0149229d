/** An encrypted Autobase with a list of messages: what a room is to a seeder. */
import type { Peer } from '@comice/core'
import { waitFor } from '@comice/testkit'
import Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import type { KeepCore, KeepSource } from '../src/keeper/keep-source.ts'

export const ENCRYPTION_KEY = Buffer.alloc(32, 'a key that no seeder has')

export interface Base {
  readonly base: Autobase<View, Operation>
  readonly key: Uint8Array
  say(text: string): Promise<void>
  admit(writerKey: Uint8Array): Promise<void>
  messages(): Promise<string[]>
  /** Every core: of all writers there ever were, and of the views. */
  source: KeepSource
  close(): Promise<void>
}

type Operation = { text: string } | { admit: string }
type View = Hyperbee<string, string>

export async function openBase(peer: Peer, key: Uint8Array | null): Promise<Base> {
  const base = new Autobase<View, Operation>(peer.store.namespace(key ?? 'base'), key, {
    valueEncoding: 'json',
    encryptionKey: ENCRYPTION_KEY,
    wakeup: peer.wakeup,
    ackInterval: 100,
    open: (views) =>
      new Hyperbee<string, string>(views.get('view'), {
        keyEncoding: 'utf-8',
        valueEncoding: 'utf-8',
        extension: false,
      }),
    apply: applyOperations,
  })
  base.on('error', () => undefined)
  await base.ready()
  peer.beforeClose(() => base.close())
  const baseKey = base.key as Uint8Array
  return {
    base,
    key: baseKey,
    say: async (text) => void (await base.append({ text })),
    admit: async (writerKey) => void (await base.append({ admit: Buffer.from(writerKey).toString('hex') })),
    messages: async () => {
      await base.update()
      const texts: string[] = []
      for await (const { value } of base.view.createReadStream({ gte: 'm', lt: 'n' })) texts.push(value)
      return texts
    },
    source: sourceOf(base, baseKey),
    close: () => base.close(),
  }
}

async function applyOperations(nodes: Autobase.Node<Operation>[], view: View, host: Autobase.HostCalls) {
  const batch = view.batch({ update: false })
  for (const { value } of nodes) {
    if (value === null) continue
    if ('admit' in value) await host.addWriter(Buffer.from(value.admit, 'hex'), { indexer: false })
    else {
      const next = Number((await batch.get('next'))?.value ?? 0)
      await batch.put(`m${String(next).padStart(8, '0')}`, value.text)
      await batch.put('next', String(next + 1))
    }
  }
  await batch.flush()
}

function sourceOf(base: Autobase<View, Operation>, referrer: Uint8Array): KeepSource {
  return {
    referrer,
    cores: async () => {
      const cores: KeepCore[] = []
      for await (const { key, value } of base.system?.list() ?? []) cores.push({ key, length: value.length })
      for (const core of base.views())
        if (core.key !== null) cores.push({ key: core.key, length: core.signedLength })
      return cores
    },
    onChange: (listener) => {
      base.on('update', listener)
      return () => base.off('update', listener)
    },
  }
}

/** Copies what either has to the other, without a network. Returns a function that cuts it. */
export function link(a: Base, b: Base): () => void {
  const one = a.base.replicate(true)
  const other = b.base.replicate(false)
  one.pipe(other).pipe(one)
  for (const stream of [one, other]) stream.on('error', () => undefined)
  return () => {
    one.destroy()
    other.destroy()
  }
}

export async function until(condition: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  await waitFor(condition, { timeoutMs })
}

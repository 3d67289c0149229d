import c from 'compact-encoding'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { expectTypeOf } from 'vitest'

export async function namespaces(): Promise<void> {
  const store = new Corestore('./store', { allowBackup: false })
  const alice = store.namespace('alice')
  const plain = alice.get({ name: 'log' })
  expectTypeOf(plain).toEqualTypeOf<Hypercore<Uint8Array>>()
  const text = alice.get({ name: 'log', valueEncoding: 'utf-8' })
  expectTypeOf(text).toEqualTypeOf<Hypercore<string>>()
  const numbers = alice.get({ key: new Uint8Array(32), valueEncoding: c.uint })
  expectTypeOf(numbers).toEqualTypeOf<Hypercore<number>>()
  const typed = alice.get<{ at: number }>({ name: 'log', valueEncoding: 'json' })
  expectTypeOf(typed).toEqualTypeOf<Hypercore<{ at: number }>>()
  const byKey = store.get('es4n7ty45odd1udfqyi9xz58mrbheuhdnxgdufsn9gz6e5uhsqco')
  expectTypeOf(byKey).toEqualTypeOf<Hypercore<Uint8Array>>()
  for await (const discoveryKey of store.list()) expectTypeOf(discoveryKey).toEqualTypeOf<Uint8Array>()
  const { publicKey } = await store.createKeyPair('alice')
  expectTypeOf(publicKey).toEqualTypeOf<Uint8Array>()
  // @ts-expect-error there is no such option
  store.get({ nam: 'log' })
  // @ts-expect-error a namespace is named
  store.namespace(1)
  await store.close()
}

export function replicateAll(store: Corestore, connection: NoiseSecretStream): void {
  const same = store.replicate(connection)
  expectTypeOf(same).toEqualTypeOf<NoiseSecretStream>()
  store.replicate(true).noiseStream.on('close', () => {})
}

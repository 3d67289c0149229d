import c from 'compact-encoding'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { type Equal, holds } from './equal.ts'

export async function namespaces(): Promise<void> {
  const store = new Corestore('./store', { allowBackup: false })
  const alice = store.namespace('alice')
  const plain = alice.get({ name: 'log' })
  holds<Equal<typeof plain, Hypercore<Uint8Array>>>()
  const text = alice.get({ name: 'log', valueEncoding: 'utf-8' })
  holds<Equal<typeof text, Hypercore<string>>>()
  const numbers = alice.get({ key: new Uint8Array(32), valueEncoding: c.uint })
  holds<Equal<typeof numbers, Hypercore<number>>>()
  const typed = alice.get<{ at: number }>({ name: 'log', valueEncoding: 'json' })
  holds<Equal<typeof typed, Hypercore<{ at: number }>>>()
  const byKey = store.get('es4n7ty45odd1udfqyi9xz58mrbheuhdnxgdufsn9gz6e5uhsqco')
  holds<Equal<typeof byKey, Hypercore<Uint8Array>>>()
  for await (const discoveryKey of store.list()) holds<Equal<typeof discoveryKey, Uint8Array>>()
  const { publicKey } = await store.createKeyPair('alice')
  holds<Equal<typeof publicKey, Uint8Array>>()
  // @ts-expect-error there is no such option
  store.get({ nam: 'log' })
  // @ts-expect-error a namespace is named
  store.namespace(1)
  await store.close()
}

export function replicateAll(store: Corestore, connection: NoiseSecretStream): void {
  const same = store.replicate(connection)
  holds<Equal<typeof same, NoiseSecretStream>>()
  store.replicate(true).noiseStream.on('close', () => {})
}

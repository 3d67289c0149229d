import c from 'compact-encoding'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { type Equal, holds } from './equal.ts'

interface Peer {
  name: string
  seen: number
}

export async function typedBee(core: Hypercore): Promise<void> {
  const bee = new Hyperbee(core, { keyEncoding: 'utf-8', valueEncoding: c.uint })
  holds<Equal<typeof bee, Hyperbee<string, number>>>()
  await bee.put('alice', 1)
  const entry = await bee.get('alice')
  holds<Equal<typeof entry, Hyperbee.Entry<string, number> | null>>()
  // @ts-expect-error values are numbers
  await bee.put('alice', 'one')
  // @ts-expect-error keys are strings
  await bee.get(1)
  // @ts-expect-error the entry may be missing
  holds<Equal<typeof entry.value, number>>()
}

export async function explicitTypes(core: Hypercore): Promise<void> {
  const bee = new Hyperbee<string, Peer>(core, { keyEncoding: 'utf-8', valueEncoding: 'json' })
  await bee.put(
    'alice',
    { name: 'Alice', seen: 0 },
    { cas: (previous, next) => previous.value.seen < next.value.seen },
  )
  // @ts-expect-error seen is missing
  await bee.put('alice', { name: 'Alice' })
  for await (const { key, value } of bee.createReadStream(
    { gte: 'a', lt: 'b' },
    { reverse: true, limit: 1 },
  )) {
    holds<Equal<[typeof key, typeof value], [string, Peer]>>()
  }
  for await (const { left, right } of bee.createDiffStream(1)) {
    holds<Equal<typeof left, typeof right>>()
  }
  for await (const [current] of bee.watch({ gte: 'a' })) {
    holds<Equal<typeof current, Hyperbee<string, Peer>>>()
  }
}

export async function plainBee(core: Hypercore): Promise<void> {
  const bee = new Hyperbee(core)
  holds<Equal<typeof bee, Hyperbee<Uint8Array, Uint8Array>>>()
  await bee.put('bytes may be given as strings', new Uint8Array(1))
  const sub = bee.sub('numbers', { valueEncoding: c.uint })
  holds<Equal<typeof sub, Hyperbee<Uint8Array, number>>>()
  const batch = sub.batch()
  await batch.put('one', 1)
  // @ts-expect-error the sub holds numbers
  await batch.put('one', 'one')
  await batch.flush()
}

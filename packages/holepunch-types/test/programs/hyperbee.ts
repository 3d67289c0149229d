import c from 'compact-encoding'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { expectTypeOf } from 'vitest'

interface Peer {
  name: string
  seen: number
}

export async function typedBee(core: Hypercore): Promise<void> {
  const bee = new Hyperbee(core, { keyEncoding: 'utf-8', valueEncoding: c.uint })
  expectTypeOf(bee).toEqualTypeOf<Hyperbee<string, number>>()
  await bee.put('alice', 1)
  const entry = await bee.get('alice')
  expectTypeOf(entry).toEqualTypeOf<Hyperbee.Entry<string, number> | null>()
  // @ts-expect-error values are numbers
  await bee.put('alice', 'one')
  // @ts-expect-error keys are strings
  await bee.get(1)
  // @ts-expect-error the entry may be missing
  expectTypeOf(entry.value).toEqualTypeOf<number>()
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
    expectTypeOf({ key, value }).toEqualTypeOf<{ key: string; value: Peer }>()
  }
  for await (const { left, right } of bee.createDiffStream(1)) {
    expectTypeOf(left).toEqualTypeOf(right)
  }
  for await (const [current] of bee.watch({ gte: 'a' })) {
    expectTypeOf(current).toEqualTypeOf<Hyperbee<string, Peer>>()
  }
}

export async function plainBee(core: Hypercore): Promise<void> {
  const bee = new Hyperbee(core)
  expectTypeOf(bee).toEqualTypeOf<Hyperbee<Uint8Array, Uint8Array>>()
  await bee.put('bytes may be given as strings', new Uint8Array(1))
  const sub = bee.sub('numbers', { valueEncoding: c.uint })
  expectTypeOf(sub).toEqualTypeOf<Hyperbee<Uint8Array, number>>()
  const batch = sub.batch()
  await batch.put('one', 1)
  // @ts-expect-error the sub holds numbers
  await batch.put('one', 'one')
  await batch.flush()
}

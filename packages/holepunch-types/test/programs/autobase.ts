import Autobase from 'autobase'
import c from 'compact-encoding'
import type Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { expectTypeOf } from 'vitest'

interface Operation {
  put?: { key: string; value: number }
  addWriter?: string
}

export async function openApplyView(store: Corestore): Promise<void> {
  const base = new Autobase(store, null, {
    valueEncoding: c.string,
    open: (views) => views.get({ name: 'view', valueEncoding: 'utf-8' }),
    async apply(nodes, view, host) {
      for (const { value, from } of nodes) {
        expectTypeOf({ value, view }).toEqualTypeOf<{ value: string; view: Hypercore<string> }>()
        if (value === 'me') await host.addWriter(from.key ?? new Uint8Array(32), { indexer: false })
        else await view.append(value)
      }
    },
  })
  expectTypeOf(base).toEqualTypeOf<Autobase<Hypercore<string>, string>>()
  const length = await base.append('hello')
  expectTypeOf(length).toEqualTypeOf<number>()
  // @ts-expect-error the base holds strings
  await base.append(1)
  const first = await base.view.get(0)
  expectTypeOf(first).toEqualTypeOf<string>()
}

export async function typedOperations(store: Corestore, key: Uint8Array): Promise<void> {
  const base = new Autobase<Hyperbee<string, number>, Operation>(store, key, {
    valueEncoding: 'json',
    open: (views) =>
      new Hyperbee(views.get('view'), { keyEncoding: 'utf-8', valueEncoding: c.uint, extension: false }),
    async apply(nodes, view) {
      for (const { value } of nodes) if (value.put) await view.put(value.put.key, value.put.value)
    },
    ackInterval: 0,
  })
  await base.append({ put: { key: 'one', value: 1 } })
  await base.append([{ put: { key: 'two', value: 2 } }, { addWriter: 'z32' }])
  // @ts-expect-error there is no such operation
  await base.append({ remove: 'one' })
  const entry = await base.view.get('one')
  expectTypeOf(entry).toEqualTypeOf<Hyperbee.Entry<string, number> | null>()
  base.on('fast-forward', (to, from) =>
    expectTypeOf({ to, from }).toEqualTypeOf<{ to: number; from: number }>(),
  )
  base.on('error', (error) => expectTypeOf(error).toEqualTypeOf<Error>())
  for await (const { key: writer } of base.system?.list() ?? [])
    expectTypeOf(writer).toEqualTypeOf<Uint8Array>()
}

export async function namedEncodings(store: Corestore): Promise<void> {
  const base = new Autobase(store, {
    valueEncoding: 'utf-8',
    open: (views) => views.get('log', { valueEncoding: 'json' }),
    async apply(nodes, view) {
      for (const { value } of nodes) await view.append({ said: value.toUpperCase() })
    },
  })
  expectTypeOf(base).toEqualTypeOf<Autobase<Hypercore<unknown>, string>>()
  await base.append('hello')
  // @ts-expect-error the base holds strings
  await base.append(new Uint8Array(1))
}

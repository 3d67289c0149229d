import type Corestore from 'corestore'
import Hyperdrive from 'hyperdrive'
import Localdrive from 'localdrive'
import { expectTypeOf } from 'vitest'

export async function mirror(store: Corestore): Promise<void> {
  const drive = new Hyperdrive(store)
  await drive.put('/file', 'content', { executable: true })
  const bytes = await drive.get('/file')
  expectTypeOf(bytes).toEqualTypeOf<Uint8Array | null>()
  for await (const { key, value } of drive.list('/'))
    expectTypeOf({ key, linkname: value.linkname }).toEqualTypeOf<{ key: string; linkname: string | null }>()
  const local = new Localdrive('./files', { atomic: true })
  const mirrored = drive.mirror(local, { prune: false })
  for await (const { op } of mirrored) expectTypeOf(op).toEqualTypeOf<'add' | 'change' | 'remove' | 'equal'>()
  // @ts-expect-error there is no such option
  drive.mirror(local, { purge: true })
  // @ts-expect-error a drive goes into a drive
  drive.mirror('./files')
}

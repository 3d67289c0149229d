import { mkdir, readdir } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { unpackTar } from '../../src/parts/index.ts'
import { readTree } from '../folder.ts'

test('of a hostile archive only files with plain names are written, and only into the folder', async () => {
  await using dir = await tempDir()
  const folder = dir.join('in')
  await mkdir(folder)
  const archive = pack()
  const add = (header: { name: string }, text = 'x') => archive.entry({ mtime: new Date(0), ...header }, text)
  add({ name: 'walks/plan.txt' }, 'to the mill')
  archive.entry({ name: 'walks/', type: 'directory' })
  for (const name of [
    '../out',
    'a/../../out',
    '/abs',
    'nul\u0000l',
    'hidden\u202Etxt.exe',
    'walks/plan.txt/below',
  ])
    add({ name })
  add({ name: 'walks/plan.txt' }, 'again')
  archive.entry({ name: 'way', type: 'symlink', linkname: '..' })
  add({ name: 'way/out' }, 'under a name of its own')
  archive.finalize()
  const unpacked = await unpackTar(archive as AsyncIterable<Uint8Array>, folder)
  expect(await readdir(dir.path)).toEqual(['in'])
  expect(await readTree(folder)).toMatchObject({
    '/walks/plan.txt': expect.stringContaining('to the mill') as string,
    '/way/out': expect.stringContaining('under a name') as string,
  })
  expect(unpacked.refused.map(({ reason }) => reason)).toContain('clash')
  expect(Object.keys(await readTree(folder)).filter((path) => !path.endsWith('/'))).toHaveLength(
    unpacked.files,
  )
})

test('an archive that is cut off is an error', async () => {
  await using dir = await tempDir()
  const archive = pack()
  archive.entry({ name: 'a.txt' }, 'a'.repeat(2000))
  archive.finalize()
  const pieces: Uint8Array[] = []
  for await (const piece of archive as AsyncIterable<Uint8Array>) pieces.push(piece)
  const half = Buffer.concat(pieces).subarray(0, 1000)
  await expect(unpackTar(one(half), dir.path)).rejects.toThrow()
})

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

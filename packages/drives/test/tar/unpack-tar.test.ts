import { mkdir, readdir } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { unpackTar } from '../../src/parts/index.ts'
import { bytesOf } from '../collect.ts'
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

const many = (names: readonly string[]) => {
  const archive = pack()
  for (const name of names) archive.entry({ name }, 'x')
  archive.finalize()
  return archive as AsyncIterable<Uint8Array>
}

test('an archive of more entries, or of more names at its top, than there may be is given up at the first too many', async () => {
  await using dir = await tempDir()
  const names = ['a', 'b/1', 'b/2', 'c', 'd', 'e', 'f']
  const unpack = async (folder: string, maxEntries: number, maxNames: number) => {
    await mkdir(dir.join(folder))
    return unpackTar(many(names), dir.join(folder), { maxEntries, maxNames })
  }
  expect(await unpack('fits', 7, 6)).toMatchObject({ files: 7 })
  await expect(unpack('entries', 5, 6)).rejects.toMatchObject({ code: 'DRIVE_ARCHIVE_TOO_LARGE' })
  expect((await readdir(dir.join('entries'))).length).toBe(4)
  await expect(unpack('names', 7, 3)).rejects.toMatchObject({ code: 'SEND_OPTION_INVALID' })
  expect((await readdir(dir.join('names'))).length).toBe(4)
})

test('what an archive says its names are long is no memory', async () => {
  await using dir = await tempDir()
  const header = Buffer.from(await bytesOf(many(['a']))).subarray(0, 512)
  // A header that names 8 GiB of names behind it.
  header.write('77777777777 ', 124, 'latin1')
  header.write('x', 156, 'latin1')
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  await expect(unpackTar(one(header), dir.path)).rejects.toThrow('max size')
})

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

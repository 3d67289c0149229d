import { extract, type Header } from 'tar-stream'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { tarOf } from '../../src/window/uploads/tar-blob.ts'

interface Read {
  readonly header: Header
  readonly text: string
}

async function read(
  files: readonly { path: string; text: string; lastModified?: number }[],
): Promise<Read[]> {
  const blob = tarOf(
    files.map(({ path, text, lastModified = 0 }) => ({
      path,
      file: new File([text], 'x', { lastModified }),
    })),
  )
  expect(blob.size % 512).toBe(0)
  const entries = Readable.from([Buffer.from(await blob.arrayBuffer())]).pipe(extract())
  const all: Read[] = []
  for await (const entry of entries) {
    let text = ''
    for await (const chunk of entry) text += String(chunk)
    all.push({ header: entry.header, text })
  }
  return all
}

test('what is packed is what is read by another program', async () => {
  const files = [
    { path: 'plain.txt', text: 'pears', lastModified: 1_700_000_000_000 },
    { path: 'folder/empty', text: '' },
    { path: 'exact', text: 'x'.repeat(512) },
    { path: 'more', text: 'x'.repeat(513) },
    { path: '東京/🍐 żółty.txt', text: '梨' },
    { path: `${'long/'.repeat(60)}name.txt`, text: 'deep' },
    { path: 'new\nline', text: 'odd' },
  ]
  const all = await read(files)
  expect(all.map(({ header, text }) => ({ path: header.name, text }))).toEqual(
    files.map(({ path, text }) => ({ path, text })),
  )
  expect(all.every(({ header }) => header.type === 'file' && header.mode === 0o644)).toBe(true)
  expect(all[0]?.header.mtime?.getTime()).toBe(1_700_000_000_000)
})

test('lengths of pax records count themselves, whatever the number of their digits', async () => {
  // From 99 to 100 and from 999 to 1000 the length grows by its own digit.
  for (const length of [
    101,
    ...Array.from({ length: 20 }, (_, index) => 80 + index),
    ...Array.from({ length: 20 }, (_, index) => 980 + index),
  ]) {
    const path = `ż${'a'.repeat(length)}`
    const [only] = await read([{ path, text: 'x' }])
    expect(only?.header.name).toBe(path)
  }
})

test('a file from before 1970 is one of 1970', async () => {
  const [only] = await read([{ path: 'old', text: 'x', lastModified: -5 }])
  expect(only?.header.mtime?.getTime()).toBe(0)
})

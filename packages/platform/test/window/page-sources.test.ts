import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_PAGE_SOURCE_BYTES } from '../../src/constants.ts'
import { insertImportMap } from '../../src/window/import-map.ts'
import { openPageFile } from '../../src/window/page-file.ts'
import { PageSources } from '../../src/window/page-sources.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'sources-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function load(
  sources: PageSources,
  name: string,
  content: string | Uint8Array,
): Promise<Buffer | null> {
  await writeFile(path.join(dir, name), content)
  await using file = await openPageFile(dir, [name])
  return await sources.load(file!)
}

describe('TypeScript', () => {
  test('loses its types and keeps every other character where it was', async () => {
    await using sources = new PageSources()
    const body = await load(
      sources,
      'a.ts',
      'import type { A } from "./a.ts"\nexport const x: number = 1 as number\n',
    )
    expect(body?.toString()).toBe(`${' '.repeat(31)}\nexport const x         = 1          \n`)
  })

  test('what is more than types is refused with its reason', async () => {
    await using sources = new PageSources()
    const refusal = { code: 'PAGE_SOURCE_INVALID', message: expect.stringContaining('enum') }
    await expect(load(sources, 'a.ts', 'enum A { B }')).rejects.toMatchObject(refusal)
    await expect(load(sources, 'b.ts', 'const = 1')).rejects.toMatchObject({ code: 'PAGE_SOURCE_INVALID' })
  })

  test('a source that breaks the parser breaks it for nobody else, not even for its own app', async () => {
    await using sources = new PageSources()
    await using others = new PageSources()
    for (const deep of [
      '('.repeat(100_000),
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      'x=>'.repeat(50_000),
    ])
      await expect(load(sources, 'deep.ts', deep)).rejects.toMatchObject({ code: 'PAGE_SOURCE_INVALID' })
    expect((await load(sources, 'a.ts', 'let a: 1'))?.toString()).toBe('let a   ')
    expect((await load(others, 'a.ts', 'let a: 2'))?.toString()).toBe('let a   ')
  })

  test('a large source is refused unread', async () => {
    await using sources = new PageSources()
    const large = new Uint8Array(MAX_PAGE_SOURCE_BYTES + 1)
    await expect(load(sources, 'large.ts', large)).rejects.toMatchObject({ code: 'PAGE_SOURCE_INVALID' })
    expect(await load(sources, 'large.js', large)).toBe(null)
  })

  test('a changed file is prepared again, an unchanged one is the same bytes', async () => {
    await using sources = new PageSources()
    const first = await load(sources, 'a.ts', 'let a: 1')
    await using file = await openPageFile(dir, ['a.ts'])
    expect(await sources.load(file!)).toBe(first)
    expect((await load(sources, 'a.ts', 'let b: 1'))?.toString()).toBe('let b   ')
  })
})

describe('HTML', () => {
  const insert = (html: string) => insertImportMap(Buffer.from(html)).toString()

  test.each([
    [
      '<!doctype html><html lang="en"><head a=">"><title>x</title>',
      '<!doctype html><html lang="en"><head a=">">',
    ],
    [
      '<!DOCTYPE html>\n<!-- <head> -->\n<HTML>\n<HEAD>\n<script>',
      '<!DOCTYPE html>\n<!-- <head> -->\n<HTML>\n<HEAD>',
    ],
    ['<header>no head</header>', ''],
    ['\uFEFF<!doctype html>\n<body>', '\uFEFF<!doctype html>\n'],
    ['<title>x</title><head>', ''],
    ['', ''],
  ])('%j has the map as the first thing of its head', (html, before) => {
    const result = insert(html)
    const element = result.slice(before.length, result.length - (html.length - before.length))
    expect(result.startsWith(`${before}<script type="importmap">{`)).toBe(true)
    expect(element.endsWith('}</script>')).toBe(true)
    expect(result.replace(element, '')).toBe(html)
  })

  test('bytes that are no UTF-8 stay as they are', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x3c, 0x80])
    expect(insertImportMap(bytes).subarray(-4)).toEqual(bytes)
  })

  test('a page made to keep the search busy takes no longer', () => {
    for (const part of ['<!--', '<!---->', '<html "', "<html a='\"'", ' ', '<head '])
      expect(insert(part.repeat(100_000)).length).toBeGreaterThan(part.length)
  }, 5_000)
})

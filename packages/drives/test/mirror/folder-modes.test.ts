import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { beeOf, modeKey, MODES, rangeOf } from '../../src/drive/side-keys.ts'
import { collect } from '../collect.ts'
import { makeFiles, readModes, readTree } from '../folder.ts'
import { createOfflinePeer } from '../peers.ts'

const rules = { deletes: true, mayDeleteMuch: true } as const

/** A drive `pears`, and mirrors from a folder into it and out of it. */
async function setUp() {
  await using stack = new AsyncDisposableStack()
  const alice = stack.use(await createOfflinePeer())
  const dir = stack.use(await tempDir('modes'))
  const [source, target] = [dir.join('source'), dir.join('target')]
  const { key } = await alice.drives.create({ name: 'pears' })
  const into = () => alice.drives.mirror({ source, target: 'pears:', ...rules })
  const out = () => alice.drives.mirror({ source: 'pears:', target, ...rules })
  /** Folders that the drive knows the mode of. */
  const noted = async () => {
    await using handle = await openSharedDrive(alice.peer, { key })
    const notes = await collect(beeOf(handle.drive).createReadStream(rangeOf(MODES)))
    return notes.map((note) => note.key.slice(MODES.length))
  }
  const write = async (notes: Readonly<Record<string, unknown>>) => {
    await using handle = await openSharedDrive(alice.peer, { key })
    for (const [path, value] of Object.entries(notes)) await beeOf(handle.drive).put(modeKey(path), value)
  }
  const kept = stack.move()
  return { alice, source, target, into, out, noted, write, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const octal = async (place: string) => ((await stat(place)).mode & 0o7777).toString(8)

test('a folder with files in it keeps its permission bits, and a change of them, and is in no count', async () => {
  await using set = await setUp()
  const { alice, source, target, into, out } = set
  await makeFiles(source, { 'secrets/key': 'a', 'secrets/old/key': 'b', 'open/readme': 'c' })
  await chmod(`${source}/secrets`, 0o700)
  await chmod(`${source}/open`, 0o755)
  for (const first of [await into(), await out()])
    expect(first).toMatchObject({ added: 3, changed: 0, removed: 0, kept: 0, folderModes: 0 })
  expect(await readModes(target)).toEqual({ '/open/': '755', '/secrets/': '700', '/secrets/old/': '755' })
  for (const again of [await into(), await out()])
    expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, kept: 3, folderModes: 0 })

  await chmod(`${source}/secrets`, 0o750)
  const steps: string[] = []
  const planned = {
    source,
    target: 'pears:',
    dryRun: true,
    onstep: ({ path }: { path: string }) => void steps.push(path),
  }
  expect(await alice.drives.mirror(planned)).toMatchObject({ changed: 0, kept: 3, folderModes: 1 })
  expect(steps).toEqual(['/secrets/'])
  for (const changed of [await into(), await out()])
    expect(changed).toMatchObject({ added: 0, changed: 0, removed: 0, kept: 3, bytes: 0, folderModes: 1 })
  expect(await readModes(target)).toMatchObject({ '/secrets/': '750' })
})

test('what is private is private from the moment that it is there', async () => {
  await using set = await setUp()
  const { alice, source, target, into } = set
  await makeFiles(source, { 'secrets/key': 'a'.repeat(100) })
  await chmod(`${source}/secrets`, 0o700)
  await into()
  await mkdir(`${target}/secrets`, { recursive: true })
  const seen: string[] = []
  const onprogress = async () => void seen.push(await octal(`${target}/secrets`))
  // Before a byte is written there, though nothing was known of the folder that stood there.
  await alice.drives.mirror({ source: 'pears:', target, onstep: onprogress })
  expect(seen).toEqual(['700'])
})

test('the note of a folder goes with the last that is in it', async () => {
  await using set = await setUp()
  const { alice, source, target, into, out, noted } = set
  await makeFiles(source, { 'a/b/one': '1', 'a/two': '2', 'c/three': '3' })
  await into()
  await out()
  expect(await noted()).toEqual(['/a/', '/a/b/', '/c/'])
  await rm(`${source}/a/b`, { recursive: true })
  await rm(`${source}/c`, { recursive: true })
  await into()
  await out()
  expect(await noted()).toEqual(['/a/'])
  expect(await readTree(target)).toEqual({ '/a/two': expect.stringContaining('2') })
  // By hand, too; and a folder that is moved or copied takes it along.
  await chmod(`${source}/a`, 0o700)
  await into()
  await alice.drives.files.move('pears:/a', 'pears:/moved/a')
  await alice.drives.files.copy('pears:/moved', 'pears:/copied', { recursive: true })
  expect(await noted()).toEqual(['/copied/a/', '/moved/a/'])
  expect(await alice.drives.files.stat('pears:/copied/a')).toMatchObject({ kind: 'folder', mode: 0o700 })
  await alice.drives.files.remove('pears:/moved', { recursive: true })
  expect(await noted()).toEqual(['/copied/a/'])
})

test('a drive that knows no modes leaves those of a folder as they are', async () => {
  await using set = await setUp()
  const { alice, target, out } = set
  await alice.drives.files.put('pears:/a/one', [Buffer.from('1')])
  await out()
  await chmod(`${target}/a`, 0o2700)
  expect(await out()).toMatchObject({ added: 0, changed: 0, removed: 0, kept: 1, folderModes: 0 })
  expect(await octal(`${target}/a`)).toBe('2700')
})

test('modes of anybody give nobody else rights to write, take none from the owner, and set no special bits', async () => {
  await using set = await setUp()
  const { alice, target, out, write } = set
  const modes = { open: 0o7777, closed: 0, odd: -1, text: '511', large: 2 ** 40, setgid: 0o2755, none: null }
  for (const name of Object.keys(modes))
    await alice.drives.files.put(`pears:/${name}/file`, [Buffer.from('1')])
  await write(Object.fromEntries(Object.entries(modes).map(([name, mode]) => [`/${name}`, { mode }])))
  // Of no folder, of the top, and of one that no disk can hold.
  await write({
    '/nowhere': { mode: 0o700 },
    '': { mode: 0o700 },
    '/../up': { mode: 0o700 },
    '/text': 'text',
  })
  await mkdir(`${target}/setgid`, { recursive: true })
  await chmod(`${target}/setgid`, 0o2711)
  expect(await out()).toMatchObject({ added: 7, refusedCount: 0 })
  const found = await Promise.all(
    Object.keys(modes).map(async (name) => [name, await octal(`${target}/${name}`)]),
  )
  expect(Object.fromEntries(found)).toEqual({
    open: '775',
    closed: '700',
    odd: '755',
    text: '755',
    large: '700',
    setgid: '2755',
    none: '755',
  })
  expect(await octal(target)).toBe('755')
  expect(await out()).toMatchObject({ added: 0, changed: 0, kept: 7, folderModes: 0 })
})

test('a version gets back the modes that it had', async () => {
  await using set = await setUp()
  const { alice, source, target, into, out } = set
  await makeFiles(source, { 'a/one': '1' })
  await into()
  await alice.drives.versions.tag('pears', 'open')
  await chmod(`${source}/a`, 0o700)
  await writeFile(`${source}/a/one`, '2')
  await into()
  await out()
  expect(await octal(`${target}/a`)).toBe('700')
  expect(await alice.drives.versions.restore('pears@open:')).toMatchObject({ changed: 1, folderModes: 1 })
  await out()
  expect(await octal(`${target}/a`)).toBe('755')
})

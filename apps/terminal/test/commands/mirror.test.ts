import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { makeFiles, readTree } from '../folder.ts'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'

let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
})
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }
/** Each look starts a command, which takes its time from the node that is waited for. */
const atLeisure = { timeoutMs: 150_000, intervalMs: 1_000 }
const alice = (...args: string[]) => machine.comice('alice', args)
let made = 0

/** A folder with files in it, and a drive of alice. */
async function setUp(files: Parameters<typeof makeFiles>[1]) {
  const name = `d${(made += 1)}`
  const dir = path.join(machine.home, name)
  await makeFiles(dir, files)
  const [drive] = await succeed(machine, 'alice', ['drive', 'create', name, '--json'])
  return { name, dir, place: `${name}:`, link: String(drive?.['link']) }
}

/** Something that is neither a file nor a folder. */
async function listen(place: string): Promise<AsyncDisposable> {
  const server = createServer().listen(place)
  await once(server, 'listening')
  return { [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')) }
}

function numbered(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`file-${index}.txt`, String(index)]))
}

test('a folder goes into a drive, and out of it at somebody else by its link', async () => {
  const { name, dir, place, link } = await setUp({
    'pears.txt': 'comice',
    'a/b/c.bin': Buffer.alloc(300_000, 7),
    'run.sh': { program: '#!/bin/sh\n' },
    'a/link': { link: '../pears.txt' },
  })
  const into = await alice('mirror', dir, place)
  expect(into).toMatchObject({ code: 0, stdout: '4 added (300 kB)\n', stderr: '' })
  expect(await alice('mirror', dir, place)).toMatchObject({ stdout: 'nothing differs (4 files)\n' })
  expect((await alice('drive', 'seed', name)).stdout).toContain(`${name}: all`)

  const out = path.join(machine.home, 'out')
  const [mirrored] = await succeed(machine, 'bob', ['mirror', link, out, '--json'])
  expect(mirrored).toMatchObject({ type: 'mirrored', added: 4, refusedCount: 0, dryRun: false })
  expect(await readTree(out)).toEqual(await readTree(dir))

  // The seeder's node was stopped: any command of its profile brings the drive back.
  await alice('stop')
  await writeFile(path.join(dir, 'pears.txt'), 'conference')
  await alice('mirror', dir, place)
  await waitFor(async () => {
    await succeed(machine, 'bob', ['mirror', link, out])
    expect(await readTree(out)).toEqual(await readTree(dir))
    return true
  }, wait)
  expect((await machine.comice('bob', ['mirror', dir, link])).code).toBe(4)
})

test('a dry run says exactly what happens then, and changes nothing', async () => {
  const { dir, place } = await setUp({
    'same.txt': 's',
    'changed.txt': 'before',
    'gone.txt': 'g',
    'b/deep.txt': 'd',
  })
  await alice('mirror', dir, place)
  await makeFiles(dir, { 'changed.txt': 'after that', 'new/file.txt': 'n' })
  await rm(path.join(dir, 'gone.txt'))
  const before = (await alice('drive', 'ls', '-r', '-l', place)).stdout
  const planned = await alice('mirror', dir, place, '--delete', '--dry-run')
  expect(planned.stdout.split('\n')).toEqual([
    '~ /changed.txt (6 B → 10 B)',
    '- /gone.txt (1 B)',
    '+ /new/file.txt (1 B)',
    'would be: 1 added, 1 changed, 1 removed (11 B), 2 as before',
    '',
  ])
  expect((await alice('drive', 'ls', '-r', '-l', place)).stdout).toBe(before)
  const done = await alice('mirror', dir, place, '--delete', '--steps')
  expect(done.stdout.split('\n').slice(0, 3).sort()).toEqual(planned.stdout.split('\n').slice(0, 3).sort())
  expect(done.stdout).toContain('1 added, 1 changed, 1 removed (11 B), 2 as before')
})

describe('deletions', () => {
  test('are made when asked for, and more than a tenth of the target only with a second word', async () => {
    const { dir, place } = await setUp(numbered(30))
    await alice('mirror', dir, place)
    const count = async () => (await alice('drive', 'ls', place)).stdout.trim().split('\n').length
    for (let index = 0; index < 2; index++) await rm(path.join(dir, `file-${index}.txt`))
    expect((await alice('mirror', dir, place)).stdout).toBe('nothing differs (30 files)\n')
    expect((await alice('mirror', dir, place, '--delete')).stdout).toContain('2 removed')
    expect(await count()).toBe(28)

    for (let index = 2; index < 15; index++) await rm(path.join(dir, `file-${index}.txt`))
    await writeFile(path.join(dir, 'new.txt'), 'n')
    const refused = await alice('mirror', dir, place, '--delete')
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toContain(
      'this would remove 13 of the 28 entries of the target; nothing was changed',
    )
    expect(await count()).toBe(28)
    expect((await alice('mirror', dir, place, '--delete', '--dry-run')).code).toBe(0)
    expect((await alice('mirror', dir, place, '--delete', '--yes')).stdout).toContain('13 removed')
    expect(await count()).toBe(16)
  })
})

test('what is ignored stays out, what is excluded is not touched, and only what is included goes', async () => {
  const { dir, place } = await setUp({
    '.gitignore': '*.log\n',
    '.comiceignore': 'secret/\n',
    'a.txt': 'a',
    'b.md': 'b',
    'x.log': 'x',
    'secret/key': 'k',
  })
  const names = async () => (await alice('drive', 'ls', '-r', place)).stdout.trim().split('\n')
  await alice('mirror', dir, place, '--include', '*.txt,*.md', '--exclude', 'b.*')
  expect(await names()).toEqual(['/a.txt'])
  await alice('mirror', dir, place)
  expect(await names()).toEqual(['/.comiceignore', '/.gitignore', '/a.txt', '/b.md'])
  await alice('mirror', dir, place, '--no-ignore')
  expect(await names()).toContain('/secret/key')
  // The source has no such files by its rules, so a mirror that deletes takes them back.
  expect((await alice('mirror', dir, place, '--delete')).stdout).toContain('2 removed')
})

test('what cannot be written is listed, the rest is done, and the command ends as refused', async () => {
  const { dir, place } = await setUp({
    'good.txt': 'g',
    'a\u001b[2J.txt': 'loud',
    'link-out': { link: '/etc/passwd' },
  })
  await using _ = await listen(path.join(dir, 'socket'))
  const ran = await alice('mirror', dir, place)
  expect(ran.code).toBe(4)
  expect(ran.stdout).toBe('1 added (1 B)\n')
  expect(ran.stderr).not.toMatch(/\u001b/u)
  expect(ran.stderr.trim().split('\n').sort()).toEqual([
    'left out: /a.txt: its name has characters that cannot be seen',
    'left out: /link-out: it is a link that leads outside',
    'left out: /socket: it is neither a file, a folder nor a link',
  ])
  const [line] = (await alice('mirror', dir, place, '--json')).json
  expect(line).toMatchObject({ type: 'mirrored', refusedCount: 3 })
})

test('with nobody who has it, it says so within the time that was given', async () => {
  const { link } = await setUp({})
  await succeed(machine, 'carol', ['drive', 'list'])
  const started = performance.now()
  const ran = await machine.comice('carol', [
    'mirror',
    link,
    path.join(machine.home, 'none'),
    '--timeout',
    '2',
  ])
  expect(ran).toMatchObject({ code: 6, stdout: '' })
  expect(ran.stderr).toContain('DRIVE_UNREACHABLE')
  // Far below what it waits for when nobody says how long; the rest is for a busy machine.
  expect(performance.now() - started).toBeLessThan(40_000)
})

test('wrong words have the exit code of their kind', async () => {
  const { dir, place } = await setUp({ a: 'a' })
  const cases: [string[], number, string][] = [
    [['mirror', dir], 2, "missing required argument 'dst'"],
    [['mirror', 'bare', place], 2, 'PLACE_INVALID'],
    [['mirror', dir, 'nobody:'], 3, 'DRIVE_NOT_FOUND'],
    [['mirror', `${dir}/nothing`, place], 3, 'MIRROR_SOURCE_MISSING'],
    [['mirror', dir, `${dir}2`], 2, 'MIRROR_TARGET_INVALID'],
    [['mirror', dir, 'pear://x'], 2, 'LINK_INVALID'],
    [['mirror', dir, place, '--live', '--dry-run'], 2, '--live has no --dry-run'],
    [['mirror', dir, place, '--stay'], 2, '--stay needs --live'],
    [['mirror', `${place.slice(0, -1)}@99:`, `${dir}2`], 3, 'DRIVE_VERSION_UNKNOWN'],
    [['mirror', `${place.slice(0, -1)}@v9:`, `${dir}2`], 3, 'DRIVE_TAG_UNKNOWN'],
    [['drive', 'unmirror', 'ab'], 3, 'LIVE_MIRROR_UNKNOWN'],
  ]
  for (const [args, code, says] of cases) {
    const ran = await alice(...args)
    expect(ran.stderr, args.join(' ')).toContain(says)
    expect(ran).toMatchObject({ code, stdout: '' })
  }
})

describe('a live mirror', () => {
  test('follows edits, deletions and ignore rules until the command ends', async () => {
    const { dir, place, link, name } = await setUp({ ...numbered(12), '.gitignore': '*.log\n' })
    await using into = await machine.start('alice', ['mirror', dir, place, '--live', '--delete', '--json'])
    await into.waitForJson(({ type }) => type === 'round', wait)
    await succeed(machine, 'alice', ['drive', 'seed', name])
    const out = path.join(machine.home, `${name}-out`)
    await using from = await machine.start('bob', ['mirror', link, out, '--live', '--delete', '--json'])
    await from.waitForJson(({ type }) => type === 'round', wait)

    await makeFiles(dir, { 'new/deep.txt': 'n', 'file-1.txt': 'edited', 'x.log': 'ignored' })
    await rm(path.join(dir, 'file-0.txt'))
    const isThere = (line: JsonLine, kind: string, file: string) =>
      line['type'] === 'step' && line['kind'] === kind && line['path'] === file
    await from.waitForJson((line) => isThere(line, 'add', '/new/deep.txt'), wait)
    await waitFor(async () => {
      const { '/x.log': ignored, ...source } = await readTree(dir)
      expect(ignored).toBe('644 ignored')
      expect(await readTree(out)).toEqual(source)
      return true
    }, wait)

    // More than a tenth of it at once waits for a word.
    // Without a pause in between, in which a round could find a few gone.
    for (let index = 2; index < 12; index++) rmSync(path.join(dir, `file-${index}.txt`))
    const held = await into.waitForJson((line) => Number(line['heldDeletions'] ?? 0) > 0, wait)
    expect(held).toMatchObject({ type: 'round', heldDeletions: 10, removed: 0 })
    expect(Object.keys(await readTree(out))).toHaveLength(13)
    for (const program of [into, from]) expect(await program.stop()).toEqual({ code: 0, signal: null })
    expect((await alice('drive', 'mirrors')).stderr).toBe('No mirror goes on.\n')
  })

  test('that stays is the node’s, until it is told', async () => {
    const { dir } = await setUp({ a: 'a' })
    const [view] = await succeed(machine, 'dora', ['drive', 'create', 'kept', '--json'])
    expect(view).toMatchObject({ name: 'kept' })
    const lines = await succeed(machine, 'dora', ['mirror', dir, 'kept:', '--live', '--stay', '--json'])
    const mirror = lines.at(-1)
    // What the first round wrote down may bring a second one at once.
    const state = expect.stringMatching(/^(?:watching|mirroring)$/u) as string
    expect(mirror).toMatchObject({ type: 'mirror', state, stays: true })
    expect((await machine.comice('dora', ['status'])).stdout).toContain('a mirror goes on')
    const untilKept = (names: string) =>
      waitFor(async () => (await machine.comice('dora', ['drive', 'ls', 'kept'])).stdout === names, atLeisure)
    await writeFile(path.join(dir, 'b'), 'b')
    await untilKept('/a\n/b\n')
    await machine.comice('dora', ['stop'])
    await writeFile(path.join(dir, 'c'), 'c')
    await untilKept('/a\n/b\n/c\n')
    const ended = await machine.comice('dora', ['drive', 'unmirror', String(mirror?.['id'])])
    expect(ended.code, ended.stderr).toBe(0)
    expect(ended.stdout).toContain('closed')
  }, 400_000)
})

/** A drive that a plain hyperdrive program filled with names nobody wants, against every command that writes to a disk. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeKey } from '@comice/protocol'
import { createPeer, createTestDht, tempDir } from '@comice/testkit'
import Hyperdrive from 'hyperdrive'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPerson, type Person, succeed } from '../src/person.ts'
import { readTree } from '../src/read-tree.ts'

const NAMES: readonly string[] = [
  '/../../victim',
  '/a/../../../victim',
  '//absolute',
  'C:\\victim',
  '/..\\..\\victim',
  '/nul',
  '/com1.txt',
  '/C:/victim',
  '/stream.txt:hidden',
  '/\u001b]0;pwned\u0007',
  '/exe.\u202egpj',
  '/line\nbreak',
  '/nul\u0000byte',
  `/${'n'.repeat(300)}`,
  `/${'long/'.repeat(1000)}end`,
  '/README',
  '/readme',
  '/file',
  '/file/below',
  '/good.txt',
]
/** Kept of each pair that is one name somewhere. */
const KEPT = ['/README', '/file', '/good.txt']
const LOUD = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u

const scope = new AsyncDisposableStack()
let home: string
let bob: Person
let link: string
beforeAll(async () => {
  const dht = scope.use(await createTestDht())
  home = scope.use(await tempDir('home')).path
  const mallory = scope.use(await createPeer('mallory', { dht }))
  const drive = new Hyperdrive(mallory.store.session())
  await drive.ready()
  await drive.put('/good.txt', Buffer.from('good!'))
  const good = (await drive.entry('/good.txt'))?.value
  const batch = drive.db.batch()
  const key = (name: string) => Buffer.from(`files\0${name}`)
  const plain = { keyEncoding: 'binary', valueEncoding: 'json' }
  for (const name of NAMES) await batch.put(key(name) as never, good as never, plain as never)
  const entry = { executable: false, linkname: null, blob: null, metadata: null }
  const tebibyte = { ...good?.blob, byteLength: 2 ** 40 }
  const more: [string, object][] = [
    ['/out', { ...entry, linkname: '../../victim' }],
    ['/passwd', { ...entry, linkname: '/../etc/passwd' }],
    ['/tebibyte', { ...entry, blob: tebibyte }],
  ]
  for (const [name, value] of more) await batch.put(key(name) as never, value as never, plain as never)
  await batch.flush()
  link = `pear://${encodeKey(drive.key as Uint8Array)}`
  await mallory.swarm.join(drive.discoveryKey as Buffer).flushed()
  bob = scope.use(createPerson('bob', { home, options: ['--bootstrap', dht.address] }))
  await mkdir(join(home, 'victim'))
  await succeed(bob, ['drive', 'create', 'own'])
}, 60_000)
afterAll(() => scope.disposeAsync())

/** What is beside the targets stays as it is. */
async function expectUntouched(): Promise<void> {
  expect(await readdir(join(home, 'victim'))).toEqual([])
  expect((await readdir(home)).filter((name) => /pwned|absolute|hidden|C:|nul/u.test(name))).toEqual([])
}

function expectQuiet(stderr: string): void {
  expect(stderr).not.toMatch(LOUD)
  expect(stderr).toContain('left out: ')
}

test.each([
  ['a mirror', (dir: string) => ['mirror', link, dir]],
  ['a checkout', (dir: string) => ['drive', 'checkout', link, dir]],
  ['a folder that is fetched', (dir: string) => ['drive', 'get', link, dir]],
] as const)(
  '%s writes what can be had, lists the rest, and ends as refused',
  async (name, command) => {
    const dir = join(home, 'targets', name.replaceAll(' ', '-'))
    await mkdir(join(home, 'targets'), { recursive: true })
    const ran = await bob.comice(command(dir))
    expect(ran.code).toBe(4)
    expectQuiet(ran.stderr)
    const tree = await readTree(dir)
    expect(Object.keys(tree).sort()).toEqual(KEPT)
    for (const contents of Object.values(tree)) expect(contents).toBe('644 good!')
    await expectUntouched()
  },
  180_000,
)

test('a live mirror does, too', async () => {
  const dir = join(home, 'live')
  await using live = await bob.start(['mirror', link, dir, '--live', '--json'])
  const round = await live.waitForJson(({ type }) => type === 'round', { timeoutMs: 60_000 })
  expect(Number(round['refusedCount'])).toBeGreaterThanOrEqual(18)
  await live.stop()
  expect(Object.keys(await readTree(dir)).sort()).toEqual(KEPT)
  await expectUntouched()
}, 120_000)

test('an archive of it has what can be had, and goes into a drive', async () => {
  const file = join(home, 'hostile.tar')
  const ran = await bob.comice(['drive', 'export', link, file])
  expect(ran.code).toBe(4)
  expectQuiet(ran.stderr)
  await succeed(bob, ['drive', 'import', file, 'own:/archive'])
  const { lines } = await succeed(bob, ['drive', 'ls', 'own:/archive', '-r'])
  expect(lines).toEqual(KEPT.map((name) => `/archive${name}`))
}, 120_000)

test('a copy into a drive of one’s own has what can be had, lists the rest, and ends as refused', async () => {
  const ran = await bob.comice(['drive', 'cp', '-r', link, 'own:/copy'])
  expect(ran.code).toBe(4)
  expectQuiet(ran.stderr)
  const { lines } = await succeed(bob, ['drive', 'ls', 'own:/copy', '-r'])
  expect(lines).toEqual(KEPT.map((name) => `/copy${name}`))
}, 120_000)

test('a single file gets no name that its drive made up', async () => {
  const dir = join(home, 'single')
  await mkdir(dir)
  await writeFile(join(dir, 'mine'), 'mine')
  for (const path of ['/%1b%5d0;pwned%07', '/stream.txt:hidden', '/nul', '/..%5c..%5cvictim']) {
    const ran = await bob.comice(['drive', 'get', `${link}${path}`, dir])
    expect(ran.code, path).not.toBe(0)
    expect(ran.stderr).not.toMatch(LOUD)
  }
  expect(await readdir(dir)).toEqual(['mine'])
  await succeed(bob, ['drive', 'get', `${link}/nul`, join(dir, 'renamed')])
  expect(Object.keys(await readTree(dir)).sort()).toEqual(['/mine', '/renamed'])
  await expectUntouched()
}, 120_000)

test('lists show such names without a terminal doing anything', async () => {
  for (const args of [
    ['ls', link, '-r'],
    ['ls', link, '-r', '-l'],
    ['find', link, '*'],
    ['du', link],
    ['stat', `${link}/out`],
    ['cat', `${link}/out`],
  ]) {
    const ran = await bob.comice(['drive', ...args])
    for (const line of [...ran.lines, ...ran.stderr.split('\n')])
      expect(line, args.join(' ')).not.toMatch(LOUD)
  }
  const { json } = await succeed(bob, ['drive', 'ls', link, '-r', '--json'])
  expect(json.filter(({ kind }) => kind === 'refused').length).toBeGreaterThanOrEqual(18)
}, 120_000)

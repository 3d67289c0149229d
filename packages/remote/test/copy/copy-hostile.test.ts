import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import { CLASHING_NAMES, HOSTILE_NAMES } from '@comice/drives/testing'
import {
  remoteCopyEntry,
  type RemoteCopyEntry,
  remoteCopyFrom,
  remoteCopyResult,
  remoteCopyWant,
} from '@comice/protocol'
import { tempDir } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeCopy } from '../../src/copy/copy-params.ts'
import { encodeFrame, type FrameKind, FrameReader, FRAMES } from '../../src/session/frame.ts'
import { REMOTE_PURPOSE } from '../../src/session/machine.ts'
import { ask } from '../../src/session/opening.ts'
import { decodeError } from '../../src/session/error-bytes.ts'
import { codeOf, createAliceAndBob } from '../remote-peers.ts'

let people: Awaited<ReturnType<typeof createAliceAndBob>>
let scope: AsyncDisposableStack
beforeAll(async () => {
  scope = new AsyncDisposableStack()
  people = scope.use(await createAliceAndBob())
})
afterAll(() => scope.disposeAsync())

/** A session of `copy` that is spoken by hand. */
async function open(path: string, writes: boolean) {
  const { alice, bob } = people
  await bob.remote.ping('alice')
  const connection = bob.peer.network.connections.get(alice.key)
  if (connection === undefined) throw new Error('not connected')
  const opened = await bob.peer.network.streams.open(connection, { purpose: REMOTE_PURPOSE })
  if (!opened.ok) throw new Error(opened.code)
  const { bytes } = opened.value
  const params = encodeCopy({ path, writes, recursive: true, name: '' })
  await ask(bytes, { peer: 'alice', capability: 'copy', params })
  return new Spoken(bytes)
}

/** Results by number, and how it ended. */
class Spoken {
  readonly #bytes: Duplex
  readonly results = new Map<number, string>()
  readonly wanted: number[] = []
  readonly #waiting: (() => void)[] = []
  said: string | null = null
  isClosed = false
  data = 0
  told = 0

  constructor(bytes: Duplex) {
    this.#bytes = bytes
    const reader = new FrameReader({
      ondata: (_lane, piece) => (this.data += piece.byteLength),
      onend: () => undefined,
      oncredit: () => undefined,
      oncontrol: (kind, payload) => this.#take(kind, payload),
    })
    bytes.on('data', (piece: Uint8Array) => reader.push(piece))
    bytes.on('error', () => undefined)
    bytes.on('end', () => bytes.end())
    bytes.on('close', () => {
      this.isClosed = true
      for (const wake of this.#waiting) wake()
    })
  }

  say(kind: FrameKind, payload?: Uint8Array): void {
    this.#bytes.write(encodeFrame(kind, 0, payload))
  }

  entry(entry: Partial<RemoteCopyEntry>): void {
    const whole = { path: '', kind: 'file', bytes: 0, mode: 0o644, changedAt: 0, target: '' } as const
    this.say(FRAMES.ENTRY, remoteCopyEntry.encode({ ...whole, ...entry }))
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.write(bytes)
  }

  leave(): void {
    this.#bytes.destroy()
  }

  /** Until it is so, or the machine has ended it. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo() && !this.isClosed) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #take(kind: FrameKind, payload: Uint8Array): void {
    if (kind === FRAMES.ENTRY) this.told++
    if (kind === FRAMES.ERROR) this.said = (decodeError(payload) as { code?: string }).code ?? ''
    const result = kind === FRAMES.RESULT ? remoteCopyResult.decode(payload) : null
    if (result?.ok === true) this.results.set(result.value.nr, result.value.reason)
    const want = kind === FRAMES.WANT ? remoteCopyWant.decode(payload) : null
    if (want?.ok === true) this.wanted.push(want.value.nr)
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

describe('who may write', () => {
  test('writes no name that leads anywhere else, and through no link', async () => {
    await using dir = await tempDir('hostile')
    const granted = `${dir.path}/granted`
    await mkdir(granted)
    await mkdir(`${dir.path}/victim`)
    await writeFile(`${dir.path}/victim/file`, 'untouched')
    await symlink('../victim', `${granted}/out`)
    await people.allow(`copy:${granted}`)
    const session = await open(granted, true)
    // Names that this system can hold are fine on it.
    const names = HOSTILE_NAMES.filter(([name, reason]) => reason !== 'reserved' && name.length < 4000).map(
      ([name]) => name,
    )
    const inner = ['/out/file', '/out/new', '/out/deep/er', '/.comice-part-000000000000000000000000']
    const links = ['/etc/passwd', '../victim', '../../x', 'a/../../b', '', 'x\u0000y']
    const all = [
      ...[...names, ...inner].map((path) => ({ path, kind: 'file', bytes: 4 }) as const),
      ...[...names, '/out/folder'].map((path) => ({ path, kind: 'folder' }) as const),
      ...links.map((target, at) => ({ path: `/link${at}`, kind: 'symlink', target }) as const),
    ].filter(({ path }) => path !== '')
    for (const entry of all) session.entry(entry)
    await session.until(() => session.results.size === all.length)
    expect(session.results.size).toBe(all.length)
    for (const [nr, reason] of session.results) {
      expect(reason, JSON.stringify(all[nr])).not.toBe('')
      expect(reason).not.toBe('same')
    }
    expect(session.wanted).toEqual([])
    session.leave()
    expect(await readdir(granted)).toEqual(['out'])
    expect(await readdir(dir.path)).toEqual(['granted', 'victim'])
    expect(await readdir(`${dir.path}/victim`)).toEqual(['file'])
    expect(await readFile(`${dir.path}/victim/file`, 'utf8')).toBe('untouched')
  }, 60_000)

  test('a file in the way of a folder, and the other way round, is one that is left out', async () => {
    await using dir = await tempDir('clash')
    await people.allow(`copy:${dir.path}`)
    const session = await open(dir.path, true)
    await mkdir(`${dir.path}/folder`)
    await writeFile(`${dir.path}/file`, 'file')
    const pairs = CLASHING_NAMES.filter(([first, second]) => second.startsWith(`${first}/`))
    session.entry({ path: '/folder', kind: 'file', bytes: 3 })
    session.entry({ path: '/file', kind: 'folder' })
    session.entry({ path: '/file/below', kind: 'file', bytes: 3 })
    for (const [first, second] of pairs) {
      session.entry({ path: first, kind: 'symlink', target: 'file' })
      session.entry({ path: second, bytes: 3 })
    }
    await session.until(() => session.results.size === 3 + 2 * pairs.length)
    expect([...session.results.values()].slice(0, 3)).toEqual(['in-the-way', 'behind-link', 'behind-link'])
    expect(await readFile(`${dir.path}/file`, 'utf8')).toBe('file')
    session.leave()
  })

  test('gets no name for what is not what was told: too little, too much, another hash', async () => {
    await using dir = await tempDir('lies')
    await people.allow(`copy:${dir.path}`)
    const short = await open(dir.path, true)
    short.entry({ path: '/short', bytes: 5 })
    await short.until(() => short.wanted.length === 1)
    short.say(FRAMES.FROM, remoteCopyFrom.encode({ nr: 0, offset: 0 }))
    short.say(FRAMES.DATA, Buffer.from('pea'))
    short.say(FRAMES.FILE_END, new Uint8Array(64))
    await short.until(() => short.results.size === 1)
    expect(short.results.get(0)).toBe('damaged')
    short.leave()

    const long = await open(dir.path, true)
    long.entry({ path: '/long', bytes: 2 })
    await long.until(() => long.wanted.length === 1)
    long.say(FRAMES.FROM, remoteCopyFrom.encode({ nr: 0, offset: 0 }))
    long.say(FRAMES.DATA, Buffer.from('pears'))
    await long.until(() => false)
    expect(long.said).toBe('REMOTE_MALFORMED')
    const left = await readdir(dir.path)
    expect(left.filter((name) => !name.startsWith('.comice-part-'))).toEqual([])
    for (const name of left) expect((await lstat(`${dir.path}/${name}`)).size).toBe(0)
  })

  test('has a file written by one copy at a time', async () => {
    await using dir = await tempDir('twice')
    await people.allow(`copy:${dir.path}`)
    const [first, second] = [await open(dir.path, true), await open(dir.path, true)]
    for (const session of [first, second]) {
      session.entry({ path: '/pears', bytes: 10 })
      await session.until(() => session.wanted.length === 1)
    }
    const from = remoteCopyFrom.encode({ nr: 0, offset: 0 })
    first.say(FRAMES.FROM, from)
    first.say(FRAMES.DATA, Buffer.from('pears'))
    first.entry({ path: '/begun', kind: 'folder' })
    await first.until(() => first.results.size === 1)
    second.say(FRAMES.FROM, from)
    second.say(FRAMES.DATA, Buffer.from('apple'))
    second.say(FRAMES.FILE_END, new Uint8Array(64))
    await second.until(() => second.results.size === 1)
    expect(second.results.get(0)).toBe('in-the-way')
    second.leave()

    first.say(FRAMES.DATA, Buffer.from('pears'))
    first.say(FRAMES.FILE_END, createHash('blake2b512').update('pearspears').digest())
    await first.until(() => first.results.size === 2)
    expect(first.results.get(0)).toBe('')
    expect(await readFile(`${dir.path}/pears`, 'utf8')).toBe('pearspears')
    first.leave()
  }, 60_000)

  test('ends its session by everything that is out of turn', async () => {
    await using dir = await tempDir('turn')
    await people.allow(`copy:${dir.path}`)
    const nr = remoteCopyFrom.encode({ nr: 0, offset: 0 })
    const broken: ((session: Spoken) => void)[] = [
      (session) => session.say(FRAMES.DATA, Buffer.from('pears')),
      (session) => session.say(FRAMES.FROM, nr),
      (session) => session.say(FRAMES.FILE_END, new Uint8Array(64)),
      (session) => session.say(FRAMES.RESULT, remoteCopyResult.encode({ nr: 0, reason: '' })),
      (session) => session.say(FRAMES.ENTRY, new Uint8Array(3)),
      (session) => session.raw(Uint8Array.of(FRAMES.ENTRY, 0, 255, 255)),
      (session) => session.raw(Uint8Array.of(200, 0, 0, 0)),
      (session) => session.say(FRAMES.EXIT, Uint8Array.of(0, 0)),
      (session) => {
        for (let count = 0; count < 1100; count++) session.entry({ path: `/f${count}`, bytes: 1 })
      },
    ]
    for (const [at, speak] of broken.entries()) {
      const session = await open(dir.path, true)
      speak(session)
      await session.until(() => false)
      expect(session.said, String(at)).toBe('REMOTE_MALFORMED')
    }
  }, 60_000)
})

describe('who may read', () => {
  test('writes nothing below it, whatever the path that it asks for ends with', async () => {
    await using dir = await tempDir('spelled')
    await mkdir(`${dir.path}/folder:ro`)
    await people.allow(`copy:${dir.path}:ro`)
    for (const path of [`${dir.path}:ro`, `${dir.path}/new:ro`, `${dir.path}/folder:ro`, `${dir.path}/a:rw`])
      expect(await codeOf(open(path, true)), path).toBe('REMOTE_NOT_GRANTED')
    // What is called so can be read, and written with a grant of that.
    const reading = await open(`${dir.path}/folder:ro`, false)
    await reading.until(() => reading.told === 1)
    expect(reading.told).toBe(1)
    reading.leave()
    await people.allow(`copy:${dir.path}/folder:ro:rw`)
    const writing = await open(`${dir.path}/folder:ro`, true)
    writing.entry({ path: '/inner', kind: 'folder' })
    await writing.until(() => writing.results.size === 1)
    expect(writing.results.get(0)).toBe('')
    writing.leave()
    expect(await readdir(dir.path)).toEqual(['folder:ro'])
  }, 60_000)

  test('gets only what was told to it', async () => {
    await using dir = await tempDir('read')
    await writeFile(`${dir.path}/file`, 'pears')
    await people.allow(`copy:${dir.path}:ro`)
    const none = new Uint8Array(0)
    const wishes = [
      remoteCopyWant.encode({ nr: 0, offset: 0, hash: none }),
      remoteCopyWant.encode({ nr: 99, offset: 0, hash: none }),
      remoteCopyResult.encode({ nr: 99, reason: '' }),
    ]
    for (const [at, wish] of wishes.entries()) {
      const session = await open(dir.path, false)
      session.say(at === 2 ? FRAMES.RESULT : FRAMES.WANT, wish)
      await session.until(() => false)
      expect(session.said, String(at)).toBe('REMOTE_MALFORMED')
      expect(session.data).toBe(0)
    }
    // What it says it has already is something else: it gets all.
    const session = await open(dir.path, false)
    await session.until(() => session.told === 2)
    session.say(FRAMES.WANT, remoteCopyWant.encode({ nr: 1, offset: 3, hash: new Uint8Array(64) }))
    await session.until(() => session.data === 5)
    expect(session.data).toBe(5)
    session.leave()
  })
})

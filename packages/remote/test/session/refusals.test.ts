/** Each way of using a machine, without a grant for it and with one that ends: nothing reaches the machine any more. */
import { once } from 'node:events'
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { tempDir, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPipeEnd, type PipeListener } from '../../src/index.ts'
import { codeOf, createAliceAndBob } from '../remote-peers.ts'

let people: Awaited<ReturnType<typeof createAliceAndBob>>
let scope: AsyncDisposableStack
let server: Server
let listener: PipeListener
let [here, there] = ['', '']
/** Connections to alice's server that are open, and how many there were. */
const sockets = new Set<Socket>()
let connections = 0

beforeAll(async () => {
  scope = new AsyncDisposableStack()
  people = scope.use(await createAliceAndBob())
  // Somebody has a grant, or nobody would find alice.
  const carol = await people.open()
  await people.alice.remote.grant({ who: { kind: 'device', key: carol.key }, what: 'exec' })
  here = scope.use(await tempDir('here')).path
  there = scope.use(await tempDir('there')).path
  server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => void server.close())
  listener = scope.use(people.alice.remote.listenForPipe(people.bob.key))
})
afterAll(() => scope.disposeAsync())

const target = () => `127.0.0.1:${(server.address() as AddressInfo).port}`
const mark = () => path.join(there, 'mark')
const hasMark = async () => (await readdir(there)).includes('mark')
const swallow = () => new Writable({ write: (_piece, _encoding, done) => done() })

interface Running {
  /** The code that its caller is told. */
  readonly ended: Promise<string>
  /** Whether nothing of it is left at the machine. */
  readonly isGone: () => boolean | Promise<boolean>
}

interface Use {
  readonly name: string
  /** What it takes, and what is like it and is something else. */
  readonly grant: () => string
  readonly other: () => string
  readonly begin: () => Promise<Running>
  /** Whether it has reached the machine. */
  readonly hasReached: () => boolean | Promise<boolean>
  readonly code: string
}

const runs = async (pid: number) => (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')) !== ''

async function begunBy(text: string): Promise<Running> {
  const { bob } = people
  const command =
    text === 'exec'
      ? await bob.remote.exec('alice', { argv: ['sh', '-c', `echo $$ > ${mark()}; exec sleep 1000`] })
      : await bob.remote.shell('alice', { terminal: { kind: 'dumb', columns: 80, rows: 24 } })
  if (text === 'shell') command.stdin.write(`echo $$ > ${mark()}; trap '' HUP TERM\n`)
  command.stdout.resume()
  const written = async () => Number(await readFile(mark(), 'utf8').catch(() => ''))
  await waitFor(async () => (await written()) > 0, { timeoutMs: 30_000 })
  const pid = await written()
  return { ended: codeOf(command.exit), isGone: async () => !(await runs(pid)) }
}

const USES: readonly Use[] = [
  {
    ...{ name: 'exec', code: 'REMOTE_GRANT_ENDED', hasReached: hasMark },
    ...{ grant: () => 'exec:sh', other: () => 'exec:bash', begin: () => begunBy('exec') },
  },
  {
    ...{ name: 'shell', code: 'REMOTE_GRANT_ENDED', hasReached: hasMark },
    ...{ grant: () => 'shell', other: () => 'exec:sh', begin: () => begunBy('shell') },
  },
  {
    ...{ name: 'forward', code: 'STREAM_CUT', hasReached: () => connections > 0 },
    ...{ grant: () => `forward:${target()}`, other: () => 'forward:127.0.0.1:1' },
    async begin() {
      const { bytes } = await people.bob.remote.connect('alice', target())
      bytes.write('pears')
      await once(bytes, 'data')
      const ended = once(bytes, 'error').then(([error]) => (error as { code: string }).code)
      return { ended, isGone: () => sockets.size === 0 }
    },
  },
  {
    ...{ name: 'pipe', code: 'PIPE_CUT', hasReached: () => false },
    ...{ grant: () => 'pipe', other: () => 'exec:pipe' },
    async begin() {
      const leaving = new AbortController()
      const coming = listener.next(leaving.signal)
      coming.catch(() => undefined)
      const { bytes } = await people.bob.remote.openPipe('alice').catch((error: unknown) => {
        leaving.abort()
        throw error
      })
      const there = openPipeEnd((await coming).bytes, { input: new PassThrough(), output: swallow() })
      const near = openPipeEnd(bytes, { input: new PassThrough(), output: swallow() })
      let isGone = false
      void codeOf(there.done).then((code) => (isGone = code === 'REMOTE_GRANT_ENDED'))
      return { ended: codeOf(near.done), isGone: () => isGone }
    },
  },
  {
    ...{ name: 'copy', code: 'REMOTE_GRANT_ENDED', hasReached: hasMark },
    ...{ grant: () => `copy:${there}`, other: () => `copy:${there}:ro` },
    async begin() {
      const big = path.join(here, 'mark')
      // More than goes in a second; its zeros are on no disk.
      await writeFile(big, '')
      await truncate(big, 4 * 1024 ** 3)
      const started = Promise.withResolvers<void>()
      const onprogress = ({ bytes }: { bytes: number }) => void (bytes > 0 && started.resolve())
      const to = { peer: 'alice', path: there }
      const ended = codeOf(people.bob.remote.copy({ from: { path: big }, to, onprogress }))
      const early = await Promise.race([ended, started.promise])
      if (early !== undefined) throw Object.assign(new Error(early), { code: early })
      return { ended, isGone: async () => !(await hasMark()) }
    },
  },
]

test.each(USES)(
  '$name: without its grant, with another one, and with one that is over',
  async (use) => {
    const { allow, alice } = people
    expect(await codeOf(use.begin())).toBe('REMOTE_REFUSED')
    const other = await allow(use.other())
    expect(await codeOf(use.begin())).toBe('REMOTE_NOT_GRANTED')
    const until = Date.now() + 200
    await allow(use.grant(), until)
    await waitFor(() => Date.now() > until)
    expect(await codeOf(use.begin())).toBe('REMOTE_NOT_GRANTED')
    await alice.peer.grants.revoke(other.id)
    expect(await use.hasReached()).toBe(false)
    expect(alice.remote.sessions()).toEqual([])
  },
  60_000,
)

test.each(USES)(
  '$name: revoked in the middle, it ends within a second, with a code',
  async (use) => {
    const { allow, alice } = people
    const grant = await allow(use.grant())
    const { ended, isGone } = await use.begin()
    expect(alice.remote.sessions()).toHaveLength(1)
    const before = performance.now()
    await alice.peer.grants.revoke(grant.id)
    expect(await ended).toBe(use.code)
    await waitFor(isGone, { timeoutMs: 10_000 })
    expect(performance.now() - before).toBeLessThan(1000)
    await waitFor(() => alice.remote.sessions().length === 0)
    const ending = async () => (await alice.remote.audit(10)).at(-1)
    await waitFor(async () => (await ending())?.kind === 'ended')
    expect(await ending()).toMatchObject({ capability: use.name, how: 'REMOTE_GRANT_ENDED' })
    expect(await codeOf(use.begin())).toBe('REMOTE_REFUSED')
    await rm(mark(), { force: true })
  },
  60_000,
)

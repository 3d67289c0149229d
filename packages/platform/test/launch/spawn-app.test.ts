import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { tempDir, waitFor } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { launchSpec, outcomeError, spawnApp } from '../../src/index.ts'
import { createApp, HELD } from './app-folders.ts'

const STAYS = `setInterval(() => {}, 1_000); console.log('ready')`

describe.each(HELD)('held by %s', (_name, held) => {
  test('it has started when it is alive after a while', async () => {
    await using app = await createApp({ 'index.js': STAYS })
    const { checkout, files } = app
    const spec = await launchSpec({ app: 'test', checkout, files, ...held })
    await using running = spawnApp(spec, { stdio: 'ignore', startedMs: 50 })
    expect(await running.started).toBe(true)
  })

  test('it has started when it said hello, and a bad end after that is its own', async () => {
    await using app = await createApp({ 'index.js': `process.stdin.once('data', () => process.exit(3))` })
    const { checkout, files } = app
    const spec = await launchSpec({ app: 'test', checkout, files, ...held })
    const { promise: hello, resolve } = Promise.withResolvers<void>()
    await using running = spawnApp(spec, { stdio: ['pipe', 'ignore', 'ignore'], hello })
    resolve()
    expect(await running.started).toBe(true)
    running.stdin?.write('go')
    expect(await running.ended).toEqual({ kind: 'exited', code: 3 })
  })

  test('it has started when it ended well', async () => {
    await using app = await createApp({ 'index.js': '' })
    const running = await app.launch(held)
    expect(await running.started).toBe(true)
    expect(await running.ended).toEqual({ kind: 'exited', code: 0 })
  })

  test('an exit code of its own is no failure to start', async () => {
    await using app = await createApp({ 'index.js': `process.exit(1)` })
    const running = await app.launch(held)
    expect(await running.ended).toEqual({ kind: 'exited', code: 1 })
  })

  test('an error that it caught itself is its own business', async () => {
    await using app = await createApp({
      'index.js': `process.on('uncaughtException', () => process.exit(3)); throw new Error('no')`,
    })
    const running = await app.launch(held)
    expect(await running.ended).toEqual({ kind: 'exited', code: 3 })
  })

  test.each([
    ['an error', `throw new Error('no')`, 'it ended by an error'],
    ['a promise that was rejected', `Promise.reject(new Error('no'))`, 'it ended by an error'],
    ['a module that is missing', `import('./missing.js')`, 'it ended by an error'],
    [
      'a main module that never ends',
      `await new Promise(() => {})`,
      'it waited for something that never comes',
    ],
  ])('one that ends by %s before that failed to start, with the reason', async (_by, source, how) => {
    await using app = await createApp({
      'index.js': '',
      'index.mjs': source,
      'package.json': '{"main":"index.mjs"}',
    })
    const running = await app.launch(held)
    expect(await running.started).toBe(false)
    const outcome = await running.ended
    expect(outcome).toEqual({ kind: 'failed-to-start', how })
    expect(outcomeError('pear', outcome)).toMatchObject({ code: 'APP_FAILED_TO_START' })
  })

  test('stop lets it end by itself', async () => {
    await using app = await createApp({
      'index.js': `process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); ${STAYS}`,
    })
    const running = await app.launch(held)
    const output = text(running.stdout!)
    await firstLine(running.stdout!)
    expect(await running.stop()).toEqual({ kind: 'exited', code: 0 })
    expect(await output).toContain('bye')
  })

  if (process.platform !== 'win32')
    test('stop lets one that stands still end by itself too', async () => {
      await using app = await createApp({
        'index.js': `process.on('SIGTERM', () => process.exit(0)); ${STAYS}`,
      })
      const running = await app.launch(held)
      await firstLine(running.stdout!)
      await running.signal('SIGSTOP')
      expect(await running.stop()).toEqual({ kind: 'exited', code: 0 })
    })

  test('stop ends one that does not care, or that hangs', async () => {
    await using app = await createApp({
      'index.js': `process.on('SIGTERM', () => {}); console.log('ready'); setImmediate(() => { for (;;); })`,
    })
    const { checkout, files } = app
    const spec = await launchSpec({ app: 'test', checkout, files, ...held })
    const running = spawnApp(spec, { stdio: ['ignore', 'pipe', 'ignore'], stopMs: 200 })
    await firstLine(running.stdout!)
    expect(await running.stop()).toEqual({ kind: 'signal', signal: 'SIGKILL' })
    await expectGone(checkout)
  })

  test('an app that was stopped at once did not fail to start', async () => {
    await using app = await createApp({ 'index.js': STAYS })
    const running = await app.launch(held)
    const outcome = await running.stop()
    expect(outcome.kind).toBe('signal')
    expect(await running.stop()).toEqual(outcome)
  })

  test('signals of the terminal are passed on', async () => {
    await using app = await createApp({
      'index.js': `process.on('SIGINT', () => console.log('interrupted')); ${STAYS}`,
    })
    await using running = await app.launch(held)
    const lines = createInterface(running.stdout!)[Symbol.asyncIterator]()
    expect(await lines.next()).toMatchObject({ value: 'ready' })
    expect(await running.signal('SIGINT')).toBe(true)
    expect(await lines.next()).toMatchObject({ value: 'interrupted' })
    await running.stop()
    expect(await running.signal('SIGINT')).toBe(false)
  })

  test('killing its starter leaves no process behind', async () => {
    await using app = await createApp({
      'index.js': `process.on('uncaughtException', () => {}); process.on('exit', () => { for (;;); }); ${STAYS}`,
    })
    const { checkout, files } = app
    const args = [join(import.meta.dirname, 'starter.ts'), checkout, files, JSON.stringify(held)]
    const starter = spawn(process.execPath, ['--conditions=@comice/source', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await firstLine(starter.stdout)
    expect(processesOf(checkout).length).toBeGreaterThan(0)
    starter.kill('SIGKILL')
    await expectGone(checkout)
  })

  test('a file that its starter left open is not its own', async () => {
    await using app = await createApp({
      'index.js': `const fs = require('node:fs')
        const open = []
        for (let fd = 3; fd < 64; fd++) try { if (fs.fstatSync(fd).isFile()) open.push(fd) } catch {}
        console.log('files', open.join())`,
    })
    await using dir = await tempDir()
    await writeFile(dir.join('canary'), 'canary')
    const { checkout, files } = app
    const args = [join(import.meta.dirname, 'starter.ts'), checkout, files, JSON.stringify(held)]
    const script = `exec 9<"$0"; exec "$@"`
    const starter = spawn(
      '/bin/sh',
      ['-c', script, dir.join('canary'), process.execPath, '--conditions=@comice/source', ...args],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    expect(await text(starter.stdout)).toMatch(/^files \n/)
  })

  test('descriptor 3 is the broker: a duplex socket, with back-pressure in both directions', async () => {
    await using app = await createApp({
      'index.js': `const net = require('node:net')
        const broker = new net.Socket({ fd: 3 })
        const echo = (bytes) => { if (!broker.write(bytes)) { broker.pause(); broker.once('drain', () => broker.resume()) } }
        broker.on('data', echo)
        broker.on('end', () => broker.end())`,
    })
    await using dir = await tempDir()
    const server = net.createServer({ allowHalfOpen: true }).listen(dir.join('s'))
    const [brokerSocket, brokerEnd] = await connectedPair(server, dir.join('s'))
    const { checkout, files } = app
    const spec = await launchSpec({ app: 'test', checkout, files, ...held })
    await using running = spawnApp(spec, { stdio: ['ignore', 'ignore', 'inherit'], brokerSocket })
    const sent = Buffer.alloc(8 * 2 ** 20, 'pear')
    brokerEnd.end(sent)
    // Nobody reads yet: the app must stop reading too, instead of taking all into its memory.
    await waitFor(() => brokerEnd.writableLength > 4 * 2 ** 20 && brokerEnd.bytesWritten > 0)
    const chunks: Buffer[] = []
    for await (const chunk of brokerEnd) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).equals(sent)).toBe(true)
    expect(await running.ended).toEqual({ kind: 'exited', code: 0 })
    server.close()
  })
})

test('a program that is not there failed to start', async () => {
  await using app = await createApp({ 'index.js': '' })
  const { checkout, files } = app
  const spec = await launchSpec({ app: 'test', checkout, files, ...HELD[0]?.[1] })
  const running = spawnApp({ ...spec, command: join(files, 'none') }, { stdio: 'ignore' })
  expect(await running.started).toBe(false)
  expect(await running.ended).toMatchObject({
    kind: 'failed-to-start',
    how: expect.stringContaining('ENOENT'),
  })
  expect(await running.stop()).toMatchObject({ kind: 'failed-to-start' })
})

test('a log file takes what a window app says', async () => {
  await using app = await createApp({ 'index.js': `console.log('out'); console.error('err')` })
  const { checkout, files } = app
  const spec = await launchSpec({ app: 'test', checkout, files, ...HELD[0]?.[1] })
  const log = openSync(join(checkout, '..', 'log'), 'a')
  const running = spawnApp(spec, { stdio: ['ignore', log, log] })
  closeSync(log)
  await running.ended
  expect(readFileSync(join(checkout, '..', 'log'), 'utf8')).toBe('out\nerr\n')
})

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const [chunk] = (await once(stream, 'data')) as [Buffer]
  return String(chunk)
}

async function connectedPair(server: net.Server, path: string): Promise<[net.Socket, net.Socket]> {
  const ours = net.connect({ path, allowHalfOpen: true })
  const [theirs] = (await once(server, 'connection')) as [net.Socket]
  await once(ours, 'ready')
  return [ours, theirs]
}

async function expectGone(checkout: string): Promise<void> {
  await waitFor(() => processesOf(checkout).length === 0, { describe: `all processes of ${checkout} to end` })
}

/** Ids of the processes whose arguments name the folder. */
function processesOf(checkout: string): number[] {
  return listProcesses().flatMap(({ pid, args }) => (args.includes(`${checkout}/`) ? [pid] : []))
}

function listProcesses(): { pid: number; args: string }[] {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0)
      .map((pid) => ({ pid, args: argumentsOf(pid) }))
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.map((line) => ({ pid: parseInt(line, 10), args: line }))
}

function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // It ended meanwhile.
  }
}

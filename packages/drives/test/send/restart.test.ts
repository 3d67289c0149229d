import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { seededRandom, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createSendPeers } from './sends-peers.ts'

const run = promisify(execFile)
const LARGE = 24 * 1024 * 1024

test('a sender and a receiver that end and start again go on where they were', async () => {
  await using peers = await createSendPeers()
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'orchard/large.bin': seededRandom(5).bytes(LARGE), 'orchard/small': 'pear' })
  let [alice, bob] = [await peers.open(), await peers.open()]
  const { code } = await alice.sends.send({ paths: [source.join('orchard')] })
  const first = await bob.sends.receive(code, { into: target.path })
  await waitFor(() => first.state.bytes > LARGE / 4)
  await bob[Symbol.asyncDispose]()
  const had = first.state.bytes
  expect(first.state.phase).toBe('failed')
  expect((await readdir(target.path)).filter((name) => !name.startsWith('.'))).toEqual([])

  bob = await peers.open(bob.dir)
  const [second] = bob.sends.list()
  if (second === undefined || !('bytes' in second.state)) throw new Error('nothing goes on')
  expect(await bob.sends.receive(code, { into: target.path })).toBe(second)
  const seen: number[] = []
  second.on(
    'change',
    () => 'bytes' in second.state && second.state.phase === 'receiving' && seen.push(second.state.bytes),
  )
  await waitFor(() => seen.length > 0)
  expect(seen[0]).toBeGreaterThanOrEqual(Math.min(had, LARGE / 4))

  await alice[Symbol.asyncDispose]()
  alice = await peers.open(alice.dir)
  expect(alice.sends.list().map((send) => send.code)).toEqual([code])
  await second.done
  expect(await readTree(target.path)).toEqual(await readTree(source.path))
  await waitFor(() => alice.sends.active + bob.sends.active === 0, { timeoutMs: 30_000 })
})

test('a place that cannot be a folder is named, and the code is still good', async () => {
  await using peers = await createSendPeers()
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'orchard/pears.txt': 'comice' })
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { code } = await alice.sends.send({ paths: [source.join('orchard')] })
  await writeFile(target.join('in'), '')
  const failed = await bob.sends.receive(code, { into: target.join('in/here') })
  await expect(failed.done).rejects.toMatchObject({ code: 'SEND_FOLDER_FAILED' })
  await rm(target.join('in'))
  await (
    await bob.sends.receive(code, { into: target.join('in/here') })
  ).done
  expect(await readdir(target.join('in/here'))).toEqual(['orchard'])
})

test('a disk that becomes full stops a transfer, and with space it goes on', async () => {
  await using peers = await createSendPeers()
  const source = await peers.dir()
  await makeFiles(source.path, { 'large.bin': seededRandom(6).bytes(LARGE) })
  const [alice, bob] = [await peers.open(), await peers.open()]
  await using disk = await mountDisk(LARGE * 2)
  const { code } = await alice.sends.send({ paths: [source.join('large.bin')] })
  const broken = await bob.sends.receive(code, {
    into: disk.path,
    decide: async () => {
      await writeFile(`${disk.path}/filler`, Buffer.alloc(LARGE * 1.5))
      return true
    },
  })
  await expect(broken.done).rejects.toMatchObject({ code: 'SEND_NO_SPACE', exitCode: 9 })
  expect((await readdir(disk.path)).filter((name) => !name.startsWith('.'))).toEqual(['filler'])
  await rm(`${disk.path}/filler`)
  const again = await bob.sends.receive(code, { into: disk.path })
  expect(again.state.phase).toBe('away')
  await again.done
  expect(await readdir(disk.path)).toEqual(['large.bin'])
  expect((await readFile(`${disk.path}/large.bin`)).equals(await readFile(source.join('large.bin')))).toBe(
    true,
  )
})

test('who stops a transfer leaves nothing behind, and the other end is told', async () => {
  await using peers = await createSendPeers()
  const source = await peers.dir()
  await makeFiles(source.path, { 'large.bin': seededRandom(7).bytes(LARGE * 2) })
  const [alice, bob] = [await peers.open(), await peers.open()]
  for (const stopper of ['sender', 'receiver'] as const) {
    const target = await peers.dir()
    const send = await alice.sends.send({ paths: [source.join('large.bin')] })
    const receive = await bob.sends.receive(send.code, { into: target.path })
    await waitFor(() => receive.state.bytes > 0)
    await (stopper === 'sender' ? send.stop() : receive.stop())
    const code = stopper === 'sender' ? 'SEND_WITHDRAWN' : 'SEND_STOPPED'
    await expect(receive.done).rejects.toMatchObject({ code })
    expect(await readdir(target.path)).toEqual([])
    await send.stop()
  }
  await waitFor(() => alice.sends.active + bob.sends.active === 0)
  expect([...(await readdir(`${alice.dir}/transfers`)), ...(await readdir(`${bob.dir}/transfers`))]).toEqual(
    [],
  )
})

/** A disk of its own, in memory. */
async function mountDisk(bytes: number): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path])
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await run('umount', ['--lazy', path])
      await rm(path, { recursive: true, force: true })
    },
  }
}

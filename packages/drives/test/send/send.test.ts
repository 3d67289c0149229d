import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createSendPeers } from './sends-peers.ts'

test('a folder and a file arrive as they were, and the sender knows', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, {
    'orchard/pears.txt': 'comice',
    'orchard/a/b/c.bin': Buffer.alloc(200_000, 7),
    'orchard/a/nothing': '',
    'orchard/run.sh': { contents: '#!/bin/sh', mode: 0o755, mtimeMs: 1_700_000_000_123 },
    'orchard/a/link': { link: '../pears.txt' },
    'orchard/empty/': '',
    'big.bin': { contents: Buffer.alloc(9_000_000, 3), mtimeMs: 1_600_000_000_000 },
  })
  const send = await alice.sends.send({ paths: [source.join('orchard'), source.join('big.bin')] })
  expect(send.code).toMatch(/^\d{1,4}-[a-z]+-[a-z]+-[a-z]+$/u)

  const offers: unknown[] = []
  const receive = await bob.sends.receive(send.code, {
    into: target.path,
    decide: (offer) => {
      offers.push(offer.names)
      return true
    },
  })
  const result = await receive.done
  expect(offers).toEqual([
    [
      { name: 'big.bin', kind: 'file', files: 1, bytes: 9_000_000 },
      { name: 'orchard', kind: 'folder', files: 4, bytes: 200_015 },
    ],
  ])
  expect(result).toMatchObject({ files: 5, bytes: 9_200_015, refused: [] })
  expect(result.placed.map(({ name }) => name)).toEqual(['big.bin', 'orchard'])
  expect(await readTree(target.path)).toEqual(await readTree(source.path))
  expect(await send.done).toMatchObject({ receipts: [{ files: 5, bytes: 9_200_015, refused: 0 }] })
  expect(send.state.receivers).toMatchObject([{ phase: 'done' }])
  await waitFor(() => alice.sends.active + bob.sends.active === 0)
  expect(await readdir(`${alice.dir}/transfers`)).toEqual([])
  expect(await readdir(`${bob.dir}/transfers`)).toEqual([])
})

test('folders arrive with the modes that they had, whatever their owner may do in them', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, {
    'orchard/letters/from-bob/one.txt': 'dear alice',
    'orchard/letters.txt': 'two',
    'orchard/open/empty/': '',
    'orchard/shut/pears.txt': 'comice',
  })
  const modes = {
    orchard: 0o750,
    'orchard/letters': 0o700,
    'orchard/letters/from-bob': 0o711,
    'orchard/open': 0o775,
    'orchard/open/empty': 0o2700,
    'orchard/shut': 0o555,
  }
  for (const [folder, mode] of Object.entries(modes)) await chmod(source.join(folder), mode)
  const send = await alice.sends.send({ paths: [source.join('orchard')] })
  const { done } = await bob.sends.receive(send.code, { into: target.path })
  expect(await done).toMatchObject({ files: 3, refused: [] })
  // Else whoever is not root cannot remove it.
  await chmod(source.join('orchard/shut'), 0o755)
  expect(await readTree(target.path)).toEqual(await readTree(source.path))
  const modeOf = async (folder: string) => (await stat(target.join(folder))).mode & 0o7777
  const arrived = await Promise.all(
    Object.keys(modes).map(async (folder) => [folder, await modeOf(folder)] as const),
  )
  // Its owner may always go on, and nobody's setgid bit comes along.
  expect(Object.fromEntries(arrived)).toEqual({
    ...modes,
    'orchard/open/empty': 0o700,
    'orchard/shut': 0o755,
  })
})

test('a stream arrives in a stream', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const contents = Buffer.alloc(5_000_000, 'pears ')
  const send = await alice.sends.send({ stream: Readable.from([contents]), name: 'pears' })
  const out = new PassThrough()
  const receive = await bob.sends.receive(send.code, { stream: out })
  const [result, read] = await Promise.all([receive.done.finally(() => out.end()), buffer(out)])
  expect(result).toMatchObject({ files: 1, bytes: 5_000_000 })
  expect(read.equals(contents)).toBe(true)
})

test('a stream arrives in a folder under its name', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const target = await peers.dir()
  const send = await alice.sends.send({ stream: Readable.from(['com', 'ice']), name: 'pear.txt' })
  await (
    await bob.sends.receive(send.code, { into: target.path })
  ).done
  expect(await readFile(target.join('pear.txt'), 'utf8')).toBe('comice')
})

test('nothing is overwritten unasked', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'pears.txt': 'new', 'folder/a': 'new' })
  await makeFiles(target.path, { 'pears.txt': 'old', 'folder/b': 'old' })
  const paths = [source.join('pears.txt'), source.join('folder')]
  const send = await alice.sends.send({ paths, receivers: 2 })
  const refused = await bob.sends.receive(send.code, { into: target.path })
  await expect(refused.done).rejects.toMatchObject({ code: 'SEND_EXISTS' })
  const renamed = await bob.sends.receive(send.code, { into: target.path, existing: 'rename' })
  expect((await renamed.done).placed.map(({ path }) => path.slice(target.path.length))).toEqual([
    '/folder (2)',
    '/pears (2).txt',
  ])
  expect(await readFile(target.join('pears.txt'), 'utf8')).toBe('old')
  const carol = await peers.open()
  const file = await alice.sends.send({ paths: [source.join('pears.txt')] })
  await (
    await carol.sends.receive(file.code, { into: target.path, existing: 'replace' })
  ).done
  expect(await readFile(target.join('pears.txt'), 'utf8')).toBe('new')
})

test('a file that changes after it was offered is named, and not written', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'folder/a': 'one', 'folder/b': 'two' })
  const send = await alice.sends.send({ paths: [source.join('folder')] })
  const receive = await bob.sends.receive(send.code, {
    into: target.path,
    decide: async () => {
      await writeFile(source.join('folder/a'), 'changed')
      return true
    },
  })
  const refused = [{ path: '/folder/a', reason: 'changing' }]
  expect(await receive.done).toMatchObject({ files: 1, refused, refusedCount: 1 })
  expect(await send.done).toMatchObject({ receipts: [{ files: 1, refused: 1 }], refused })
  expect(await readdir(target.join('folder'))).toEqual(['b'])
})

import { readdir } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createSendPeers } from './sends-peers.ts'

test('a receiver that stops in the middle tells the sender, and leaves nothing; another one may have its place', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'orchard/large.bin': Buffer.alloc(60_000_000, 3) })
  const send = await alice.sends.send({ paths: [source.join('orchard')] })
  const receive = await bob.sends.receive(send.code, { into: target.path })
  await waitFor(() => receive.state.phase === 'receiving' && receive.state.bytes > 0)
  await receive.stop()
  await expect(receive.done).rejects.toMatchObject({ code: 'SEND_STOPPED' })
  expect(await readdir(target.path)).toEqual([])
  await waitFor(() => send.state.receivers.length === 0)
  expect(send.state.phase).toBe('waiting')

  const again = await bob.sends.receive(send.code, { into: target.path })
  expect(await again.done).toMatchObject({ files: 1 })
  expect(await readTree(target.path)).toEqual(await readTree(source.path))
  expect(await send.done).toMatchObject({ receipts: [{ files: 1 }] })
})

test('a receiver that is stopped while its user decides tells the sender', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'pear.txt': 'comice' })
  const send = await alice.sends.send({ paths: [source.join('pear.txt')] })
  const asked = Promise.withResolvers<void>()
  const receive = await bob.sends.receive(send.code, {
    into: target.path,
    decide: () => {
      asked.resolve()
      return new Promise<boolean>(() => undefined)
    },
  })
  await asked.promise
  await waitFor(() => send.state.receivers[0]?.phase === 'deciding')
  await receive.stop()
  await expect(receive.done).rejects.toMatchObject({ code: 'SEND_STOPPED' })
  await waitFor(() => send.state.receivers.length === 0)
  expect([bob.sends.active, await readdir(target.path)]).toEqual([0, []])
})

test('a receiver whose user still decides hears that the sender has stopped', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'pear.txt': 'comice' })
  const send = await alice.sends.send({ paths: [source.join('pear.txt')] })
  const decide = () => new Promise<boolean>(() => undefined)
  const receive = await bob.sends.receive(send.code, { into: target.join('new'), decide })
  await waitFor(() => receive.state.phase === 'deciding')
  await send.stop()
  await expect(receive.done).rejects.toMatchObject({ code: 'SEND_WITHDRAWN' })
  expect(await readdir(target.path)).toEqual([])
})

test('whoever listens hears when a transfer begins, changes and is over', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'pear.txt': 'comice' })
  const counts: number[] = []
  const off = bob.sends.onChange(() => counts.push(bob.sends.active))
  const send = await alice.sends.send({ paths: [source.join('pear.txt')] })
  const receive = await bob.sends.receive(send.code, { into: target.path })
  expect(counts).toEqual([1])
  await Promise.all([receive.done, send.done])
  await waitFor(() => bob.sends.active === 0)
  expect(counts.at(-1)).toBe(0)
  expect(counts.length).toBeGreaterThan(3)
  off()
})

import { open } from 'node:fs/promises'
import { createTestDht, seededRandom, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createSendPeers } from './sends-peers.ts'
import { startSendProcess } from './send-processes.ts'

const MIB = 1024 * 1024

test('10,000 small files arrive', async () => {
  await using peers = await createSendPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  const files: Record<string, string> = {}
  for (let at = 0; at < 10_000; at++) files[`orchard/${at % 100}/${at}`] = `pear ${at}`
  await makeFiles(source.path, files)
  const { code } = await alice.sends.send({ paths: [source.join('orchard')] })
  expect(await (await bob.sends.receive(code, { into: target.path })).done).toMatchObject({ files: 10_000 })
  expect(await readTree(target.path)).toEqual(await readTree(source.path))
})

test('a file of 512 MiB takes no more memory than one of 64', async () => {
  const small = await growthOf(64)
  const large = await growthOf(512)
  for (const end of ['alice', 'bob'] as const)
    expect(large[end]).toBeLessThan(Math.max(small[end], 96 * MIB) * 1.5)
}, 240_000)

/** By how much the memory of each end grew at most. */
async function growthOf(mebibytes: number): Promise<{ alice: number; bob: number }> {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const [source, target] = [stack.use(await tempDir()), stack.use(await tempDir())]
  const file = await open(source.join('large.bin'), 'w')
  const piece = seededRandom(8).bytes(MIB)
  for (let at = 0; at < mebibytes; at++) await file.write(piece)
  await file.close()
  const network = { bootstrap: [...dht.bootstrap] }
  const start = async (name: string) =>
    stack.use(await startSendProcess({ name, dir: stack.use(await tempDir(name)).path, network }))
  const [alice, bob] = [await start('alice'), await start('bob')]
  const idle = await Promise.all([alice.memory(), bob.memory()])
  alice.tell({ do: 'send', request: { paths: [source.join('large.bin')] } })
  const { code } = await alice.next(['begun'])
  bob.tell({ do: 'receive', code, request: { into: target.path } })
  expect(await bob.next(['done', 'failed'], 120_000)).toMatchObject({ event: 'done' })
  const peak = await Promise.all([alice.memory(), bob.memory()])
  return { alice: peak[0].peakBytes - idle[0].rss, bob: peak[1].peakBytes - idle[1].rss }
}

import { readFile, writeFile } from 'node:fs/promises'
import { createNetworks, seededRandom, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startSendProcess } from './send-processes.ts'

const BYTES = 12 * 1024 * 1024

test('a transfer between two machines goes on after 20 s without a link, at 50 ms and 2 % loss', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using waiting = await hosts.bob.spawn({ command: 'sleep', args: ['infinity'] })
  await using link = await hosts.alice.spawn({
    command: 'python3',
    args: [new URL('./bad-link.py', import.meta.url).pathname, String(waiting.pid), '25', '2'],
  })
  await link.waitForLine('up')
  await using aliceDir = await tempDir('alice')
  await using bobDir = await tempDir('bob')
  await using source = await tempDir()
  await using target = await tempDir()
  const contents = seededRandom(3).bytes(BYTES)
  await writeFile(source.join('pears.bin'), contents)

  const network = { public: false }
  await using alice = await startSendProcess({
    name: 'alice',
    dir: aliceDir.path,
    network,
    host: hosts.alice,
  })
  await using bob = await startSendProcess({ name: 'bob', dir: bobDir.path, network, host: hosts.bob })
  alice.tell({ do: 'send', request: { paths: [source.join('pears.bin')] } })
  const { code } = await alice.next(['begun'])
  bob.tell({ do: 'receive', code, request: { into: target.path } })
  const before = await bob.nextState(({ bytes }) => bytes > BYTES / 5)
  expect(before.isFast).toBe(false)
  link.send('cut 20')
  await link.waitForLine('healed', { timeoutMs: 30_000 })
  // What was printed until now came before; what follows, after 20 s without a link.
  await bob.memory()
  const after = await bob.nextState(({ phase }) => phase === 'receiving')
  expect(after.bytes).toBeGreaterThanOrEqual(before.bytes)
  expect(after.bytes).toBeLessThanOrEqual(BYTES)
  expect((await bob.next(['done', 'failed'], 120_000)).event).toBe('done')
  expect((await alice.next(['done', 'failed'])).event).toBe('done')
  expect((await readFile(target.join('pears.bin'))).equals(contents)).toBe(true)
}, 240_000)

/** What pages give to be sent, on a disk with little room, and after a run that was killed. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'
import { Outbox } from '../../src/services/outbox.ts'

function archive(): AsyncIterable<Uint8Array> {
  const packing = pack()
  packing.entry({ name: 'plan.txt' }, 'to the mill')
  packing.finalize()
  return packing as AsyncIterable<Uint8Array>
}

test('what would leave the store too little of its disk is not taken, and nothing of it stays', async () => {
  await using dir = await tempDir()
  const outbox = new Outbox(dir.path, 2 ** 60)
  await expect(outbox.unpack(archive())).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect(await readdir(dir.join('outbox'))).toEqual([])
})

test('what a killed run has left is removed at the next start, also when nothing is being sent', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  const open = () => startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 })
  {
    await using _host = await open()
  }
  await mkdir(dir.join('outbox/0123456789abcdef/files'), { recursive: true })
  await writeFile(dir.join('outbox/0123456789abcdef/files/half'), 'to the')
  await using _host = await open()
  await waitFor(async () => (await readdir(dir.join('outbox'))).length === 0)
})

test('what is to be sent goes with its transfer, also when that was over before it was known whose it is', async () => {
  await using dir = await tempDir()
  const outbox = new Outbox(dir.path)
  const folders = () => readdir(dir.join('outbox'))
  const [early, other] = [await outbox.unpack(archive()), await outbox.unpack(archive())]
  await outbox.drop('early')
  await outbox.keepFor(early.id, 'early')
  expect(await folders()).toEqual([other.id])
  const keeping = outbox.keepFor(other.id, 'other')
  await Promise.all([outbox.drop('other'), keeping])
  expect(await folders()).toEqual([])
})

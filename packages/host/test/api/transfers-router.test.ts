/** What pages see of transfers, and may do to them. */
import { createTestDht, tempDir } from '@comice/testkit'
import { writeFile } from 'node:fs/promises'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { appRouter } from '../../src/api/app-router.ts'
import { startHost } from '../../src/host/host.ts'

test('a page sees codes of what pages began alone, and answers for nobody else', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using host = await startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 })
  const { services } = host
  const { transfers } = services
  const drained = () => Promise.resolve()
  const page = appRouter.createCaller({ services, caller: 'window', drained })
  const terminal = appRouter.createCaller({ services, caller: 'local', drained })

  await writeFile(dir.join('plan.txt'), 'to the mill')
  const theirs = await terminal.transfers.send({ paths: [dir.join('plan.txt')] })
  const archive = pack()
  archive.entry({ name: 'walks.txt' }, 'to the mill')
  archive.finalize()
  const { send: own } = await transfers.sendArchive(archive as AsyncIterable<Uint8Array>, {})
  const codes = async (who: typeof page) =>
    Object.fromEntries((await who.transfers.list()).map(({ id, code }) => [id, code]))
  expect(await codes(terminal)).toEqual({ [theirs.id]: theirs.code, [own.id]: own.code })
  expect(await codes(page)).toEqual({ [theirs.id]: '', [own.id]: own.code })

  const receive = await transfers.receive({
    code: '7-abandon-ability-able',
    into: dir.join('in'),
    isSure: false,
  })
  const answer = { id: receive.id, isWanted: true }
  await expect(page.transfers.decide(answer)).rejects.toMatchObject({ cause: { code: 'NOT_FOR_WINDOWS' } })
  expect(await terminal.transfers.decide(answer)).toMatchObject({ code: receive.code })
  expect(await page.transfers.stop({ id: theirs.id })).toMatchObject({ code: '' })
  await receive.stop()
})

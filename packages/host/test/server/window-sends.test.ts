/** Files of a page that are to be sent, as the page gives them, and as others would. */
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'
import type { PageSend } from '../../src/server/window-sends.ts'
import { rawRequest } from './raw-request.ts'

/** All of it is ASCII. */
async function archive(): Promise<string> {
  const packing = pack()
  packing.entry({ name: 'walks/plan.txt' }, 'to the mill')
  packing.finalize()
  const pieces: Uint8Array[] = []
  for await (const piece of packing as AsyncIterable<Uint8Array>) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

test('only a page with its token has files sent; they lie in the profile until that is over, also over a restart', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using page = await tempDir()
  await writeFile(path.join(page.path, 'index.html'), '<!doctype html>')
  const open = () => startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 })
  const body = await archive()
  const outbox = () => readdir(dir.join('outbox')).catch(() => [])
  let id = ''
  {
    await using host = await open()
    const { origin, port, hash } = new URL((await host.services.openWindow({ staticDir: page.path })).url)
    const at = { host: '127.0.0.1', port: Number(port), method: 'POST' }
    const code = new URLSearchParams(hash.slice(1)).get('code') ?? ''
    const session = await rawRequest({ ...at, path: '/session', headers: { origin } }, code)
    const { token } = JSON.parse(session.body) as { token: string }
    const authorization = `Bearer ${token}`
    const post = (headers: Record<string, string>, query = '') =>
      rawRequest({ ...at, path: `/sends/${query}`, headers }, body)

    expect((await post({ origin })).status).toBe(403)
    expect((await post({ authorization })).status).toBe(403)
    expect((await post({ authorization, origin: 'http://evil.example' })).status).toBe(403)
    expect((await post({ authorization, origin }, '?receivers=999')).status).toBe(400)
    const cut = await rawRequest(
      { ...at, path: '/sends/', headers: { authorization, origin } },
      body.slice(0, 700),
    )
    expect([cut.status, JSON.parse(cut.body)]).toMatchObject([400, { code: 'FILE_UNUSABLE' }])
    expect(await outbox()).toEqual([])

    const answer = await post({ authorization, origin }, '?receivers=2')
    expect(answer.status).toBe(200)
    const { transfer } = JSON.parse(answer.body) as PageSend
    expect(transfer).toMatchObject({
      kind: 'send',
      maxReceivers: 2,
      offer: { names: [{ name: 'walks', files: 1 }] },
    })
    id = transfer.id
    expect(await outbox()).toHaveLength(1)
  }
  await using host = await open()
  await waitFor(async () => (await host.services.transfers.list()).some((view) => view.id === id))
  expect(await outbox()).toHaveLength(1)
  await host.services.transfers.stop(id)
  expect(await outbox()).toEqual([])
})

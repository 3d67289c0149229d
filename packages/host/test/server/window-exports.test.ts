/** An exported room, saved by a page that can show no token. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'
import { rawRequest } from './raw-request.ts'

test('an address of an export is good once, gives all lines, and is nothing that a browser shows', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using page = await tempDir()
  await writeFile(path.join(page.path, 'index.html'), '<!doctype html>')
  await using host = await startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 })
  const { port } = new URL((await host.services.openWindow({ staticDir: page.path })).url)
  const room = await host.services.rooms.create({ name: 'Pears/../<b>', nickname: 'alice' })
  await room.say('a ripe pear \u202e')
  const get = (secret: string, method = 'GET') =>
    rawRequest({ host: '127.0.0.1', port: Number(port), method, path: `/exports/${secret}`, headers: {} })
  const secret = host.services.exports.create(room.id)
  expect((await get('none')).status).toBe(404)
  expect((await get(secret, 'POST')).status).toBe(405)
  const saved = await get(secret)
  expect(saved.status).toBe(200)
  expect(saved.headers['content-disposition']).toMatch(
    /^attachment; filename\*=UTF-8''Pearsb%20[\d-]+\.jsonl$/,
  )
  expect(saved.headers['content-type']).toBe('application/octet-stream')
  expect(saved.headers['x-content-type-options']).toBe('nosniff')
  const lines = saved.body.trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
    ...['room', 'member', 'message', 'end'],
  ])
  expect(JSON.parse(lines[2] ?? '{}')).toMatchObject({ text: 'a ripe pear \u202e' })
  expect(saved.body).not.toContain('\u202e')
  expect((await get(secret)).status).toBe(404)
})

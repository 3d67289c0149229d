import { request } from 'node:http'
import { createTestDht, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { spawnSeeder, startSeeder } from './seeder.ts'

/** With a Host of one's choice, which fetch does not allow. */
function get(url: string, host?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host }
    request(url, { headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

test('it says when it is ready, shows health and metrics on loopback, and stops on SIGTERM', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using started = await startSeeder({ dir, dht })
  const { seeder, ready } = started
  expect(ready).toMatchObject({ pid: seeder.pid, dir: `${dir.path}/data` })
  expect(ready.key).toMatch(/^[a-z0-9]{52}$/)

  expect(await get(`${ready.monitor}/healthz`)).toEqual({ status: 200, body: 'ok\n' })
  const { body } = await get(`${ready.monitor}/metrics`)
  for (const name of ['cores', 'bytes', 'max_bytes', 'full', 'peers', 'requests_total', 'refusals_total']) {
    expect(body).toMatch(new RegExp(`^comice_seeder_${name} \\d+$`, 'm'))
  }
  expect(body).toContain('process_resident_memory_bytes')
  expect(body).not.toContain(ready.key)
  expect((await get(`${ready.monitor}/`)).status).toBe(404)
  expect((await get(`${ready.monitor}/metrics`, 'pears.example')).status).toBe(403)

  expect(await seeder.stop()).toMatchObject({ code: 0 })
})

test('a second seeder on the same data says who has it, and exits 7', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using first = await startSeeder({ dir, dht })
  await using second = await spawnSeeder({ dir, dht })
  const error = await second.waitForJson<{ event: string; code: string; message: string }>(() => true)
  expect(error).toMatchObject({ event: 'error', code: 'PROFILE_LOCKED' })
  expect(error.message).toContain(String(first.seeder.pid))
  expect(await second.exited).toMatchObject({ code: 7 })
})

test('a wrong config is named on stdout and stderr, and exits 2', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using seeder = await spawnSeeder({ dir, dht, config: 'max_bytes = "lots"' })
  const error = await seeder.waitForJson<{ code: string }>(() => true)
  expect(error.code).toBe('CONFIG_INVALID')
  expect(await seeder.exited).toMatchObject({ code: 2 })
  expect(seeder.stderr).toContain('max_bytes: expected a whole number')
})

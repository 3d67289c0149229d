/** The end of a node, with apps that do not listen to it. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { spawnApp } from '@comice/platform/launch'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'

/** Connects as whoever starts an app does, and reads no more than the answer. */
async function connectBroker({ socketPath, token }: { socketPath: string; token: string }, ticket: string) {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'comice-app',
    authorization: `Bearer ${token}`,
    'x-comice-ticket': ticket,
  }
  const call = request({ socketPath, path: '/app', headers }).end()
  const [, socket] = (await once(call, 'upgrade')) as [unknown, Socket]
  return socket.pause()
}

test('a node stops although the command of an app has not told yet that it holds its process', async () => {
  await using dir = await tempDir('profile')
  await using folder = await tempDir('app')
  await writeFile(folder.join('package.json'), '{ "name": "deaf", "version": "1.0.0", "main": "main.js" }')
  await writeFile(
    folder.join('main.js'),
    `process.on('SIGTERM', () => {}); console.log('here'); setInterval(() => {}, 1000)`,
  )
  await using host = await startHost({
    dir: dir.path,
    network: { local: false, public: false },
    idleMs: 0,
  })
  const { runs } = await host.services.apps.open()
  const prepared = await runs.prepare({ target: folder.path, folder: true })
  if (prepared.kind !== 'ready' || prepared.run.spec === null) throw new Error('it cannot be started')
  const { spec, ticket } = prepared.run
  const brokerSocket = await connectBroker(host.address, ticket)
  await using app = spawnApp(spec, { stdio: ['ignore', 'pipe', 'inherit'], brokerSocket, stopMs: 0 })
  if (app.stdout === null) throw new Error('there is no output')
  await once(app.stdout, 'data')
  const startedAt = performance.now()
  await host.stop('the test is over')
  // Nobody waits for the teardown of an app that never spoke.
  expect(performance.now() - startedAt).toBeLessThan(4_500)
})

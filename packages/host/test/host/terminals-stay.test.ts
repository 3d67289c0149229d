/** What the node starts, beside a shell that somebody has here. */
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { spawnApp } from '@comice/platform/launch'
import { encodeKey } from '@comice/protocol'
import { createTestDht, once, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type Host, startHost } from '../../src/host/host.ts'

async function openFiles(pid: number | 'self'): Promise<string[]> {
  const numbers = await readdir(`/proc/${pid}/fd`)
  return Promise.all(numbers.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
}

/** Of a process and all that it has started. */
async function openInAll(pid: number): Promise<string[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean)
  const below = await Promise.all(children.map((child) => openInAll(Number(child))))
  return [...(await openFiles(pid)), ...below.flat()]
}

function keyOf({ services }: Host): string {
  return encodeKey(services.peer.identity.device.publicKey)
}

test('an app that is started while a shell is open here does not hold its terminal', async () => {
  await using dht = await createTestDht()
  await using stack = new AsyncDisposableStack()
  const open = async (name: string) => {
    const dir = stack.use(await tempDir(name))
    const network = { bootstrap: [...dht.bootstrap] }
    return stack.use(await startHost({ dir: dir.path, network, idleMs: 0 }))
  }
  const [alice, bob] = [await open('alice'), await open('bob')]
  const [here, there] = [await alice.services.remote.open(), await bob.services.remote.open()]
  await here.grant({ who: { kind: 'device', key: keyOf(bob) }, what: 'shell' })
  await there.peers.add('alice', keyOf(alice))
  await using shell = await there.shell('alice', {
    env: {},
    terminal: { columns: 80, rows: 24, kind: 'xterm' },
  })
  expect((await openFiles('self')).some((file) => file.includes('ptmx'))).toBe(true)

  await using folder = await tempDir('app')
  await writeFile(
    folder.join('package.json'),
    '{ "name": "looks", "version": "1.0.0", "type": "module", "main": "main.js" }',
  )
  await writeFile(folder.join('main.js'), `console.log('here'); setInterval(() => {}, 1000)`)
  const { runs } = await alice.services.apps.open()
  const prepared = await runs.prepare({ target: folder.path, folder: true })
  if (prepared.kind !== 'ready' || prepared.run.spec === null) throw new Error('it cannot be started')
  await using app = spawnApp(prepared.run.spec, { stdio: ['ignore', 'pipe', 'inherit'], brokerSocket: 'own' })
  if (app.stdout === null || app.pid === undefined) throw new Error('it did not start')
  await once(app.stdout, 'data')
  const files = await openInAll(app.pid)
  expect(files.length).toBeGreaterThan(3)
  expect(files.filter((file) => file.includes('ptmx'))).toEqual([])
  // It still was there.
  expect((await openFiles('self')).some((file) => file.includes('ptmx'))).toBe(true)
  shell.stdin.end('exit\r')
})

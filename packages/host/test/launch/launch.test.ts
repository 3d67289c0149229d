import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht, spawnPeer, tempDir, waitFor } from '@comice/testkit'
import { afterEach, expect, test } from 'vitest'
import { MEMORY_ENVIRONMENT, MEMORY_FLAGS } from '../../src/constants.ts'
import { readApiAddress } from '../../src/launch/api-address.ts'

const started = new Set<number>()

afterEach(() => {
  for (const pid of started) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  started.clear()
})

interface Attached {
  pid?: number
  error?: { code: string; exitCode: number }
}

async function attach(dir: string, bootstrap: string): Promise<Attached> {
  await using program = await spawnPeer({
    script: new URL('attach-program.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    args: [dir, bootstrap],
  })
  const attached = await program.waitForJson<Attached>(() => true, { timeoutMs: 45_000 })
  if (attached.pid !== undefined) started.add(attached.pid)
  return attached
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('two programs that start the node at once get the same one', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  const [first, second] = await Promise.all([attach(dir.path, dht.address), attach(dir.path, dht.address)])
  expect(first.error).toBeUndefined()
  expect(second.pid).toBe(first.pid)
})

test('the address and the socket are for their owner alone', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await attach(dir.path, dht.address)
  const address = readApiAddress(dir.path)
  const modes = [path.join(dir.path, 'run', 'api.json'), path.dirname(address?.socketPath ?? '')].map(
    async (file) => ((await stat(file)).mode & 0o777).toString(8),
  )
  expect(await Promise.all(modes)).toEqual(['600', '700'])
})

test('a node starts with what keeps it small, and its secret token stands in no command line and no log', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  const { pid } = await attach(dir.path, dht.address)
  const of = async (what: string) => (await readFile(`/proc/${String(pid)}/${what}`, 'utf8')).split('\0')
  expect(await of('cmdline')).toEqual(expect.arrayContaining([...MEMORY_FLAGS]))
  const environment = Object.entries(MEMORY_ENVIRONMENT).map((variable) => variable.join('='))
  expect(await of('environ')).toEqual(expect.arrayContaining(environment))
  const token = readApiAddress(dir.path)?.token ?? ''
  expect(token.length).toBeGreaterThan(40)
  expect(await readFile(`/proc/${String(pid)}/cmdline`, 'utf8')).not.toContain(token)
  expect(await readFile(path.join(dir.path, 'logs', 'node.log'), 'utf8')).not.toContain(token)
})

test('a node that was killed is replaced by the next program', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  const first = await attach(dir.path, dht.address)
  process.kill(first.pid ?? 0, 'SIGKILL')
  await waitFor(() => !isRunning(first.pid ?? 0), { describe: 'the node is gone' })
  const second = await attach(dir.path, dht.address)
  expect(second.error).toBeUndefined()
  expect(second.pid).not.toBe(first.pid)
})

test('a profile of a newer version is refused by its code, and left alone', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await mkdir(dir.path, { recursive: true })
  await writeFile(path.join(dir.path, 'FORMAT'), 'comice-profile 999\n')
  const { error } = await attach(dir.path, dht.address)
  expect(error).toMatchObject({ code: 'PROFILE_NEWER', exitCode: 8 })
})

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTestDht, spawnPeer, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { ReadyLine } from '../../src/daemon/daemon.ts'

const BIN = fileURLToPath(new URL('../../dist/comice-seeder.js', import.meta.url))

/** A Node that a person may have: COMICE_TEST_OLD_NODE, or the machine's own, past the pinned one on the path. */
async function oldNode(): Promise<string> {
  const given = process.env['COMICE_TEST_OLD_NODE']
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  const nodes = [...folders, '/usr/bin', '/usr/local/bin'].map((folder) => `${folder}/node`)
  for (const node of given === undefined ? nodes : [given]) {
    const ran = await promisify(execFile)(node, ['-p', 'process.versions.node']).catch(() => null)
    if (Number.parseInt(ran?.stdout ?? '', 10) >= 20) return node
  }
  throw new Error('there is no Node 20 or newer besides the pinned one; name it in COMICE_TEST_OLD_NODE')
}

test('the built command runs when the machine’s own Node starts it, and stops on SIGTERM', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  const config = dir.join('seeder.toml')
  await writeFile(config, `dir = "data"\nport = 0\n[network]\nbootstrap = ["${dht.address}"]`)
  const command = await oldNode()
  await using seeder = await spawnPeer({ name: 'seeder', command, args: [BIN, '--config', config, '--json'] })
  const ready = await seeder.waitForJson<ReadyLine>(({ event }) => event === 'ready')
  expect(ready.dir).toBe(dir.join('data'))
  expect(await seeder.stop()).toMatchObject({ code: 0 })
})

/** A seeder as a process of its own, as people run it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SpawnedPeer, spawnPeer, type TempDir, type TestDht } from '@comice/testkit'
import type { ReadyLine } from '../../src/daemon/daemon.ts'

const SCRIPT = new URL('../../src/comice-seeder.ts', import.meta.url)

export interface SeederOptions {
  dir: TempDir
  dht: TestDht
  /** Further lines of the config. */
  config?: string
}

/** Starts it without waiting for it to be ready. */
export async function spawnSeeder({ dir, dht, config = '' }: SeederOptions): Promise<SpawnedPeer> {
  const path = join(dir.path, 'seeder.toml')
  const lines = ['dir = "data"', 'port = 0', config, '[network]', `bootstrap = ["${dht.address}"]`]
  await writeFile(path, lines.join('\n'))
  return spawnPeer({
    name: 'seeder',
    script: SCRIPT,
    args: ['--config', path, '--json'],
    execArgv: ['--conditions=@comice/source'],
  })
}

export async function startSeeder(options: SeederOptions) {
  const seeder = await spawnSeeder(options)
  const ready = await seeder.waitForJson<ReadyLine>(({ event }) => event === 'ready')
  return { seeder, ready, [Symbol.asyncDispose]: () => seeder[Symbol.asyncDispose]() }
}

/** A seeder as a process of its own. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spawnPeer } from '@comice/testkit'
import { SEEDER, SOURCE } from './program.ts'

export interface Seeder extends AsyncDisposable {
  /** Its public key, as `--on` takes it. */
  readonly key: string
}

/** Starts one below `home` that keeps what these devices ask it to. */
export async function startSeeder(
  home: string,
  { allow, bootstrap }: { allow: readonly string[]; bootstrap: string },
): Promise<Seeder> {
  const folder = join(home, 'seeder')
  await mkdir(folder)
  const config = join(folder, 'seeder.toml')
  const lines = [
    `dir = "${join(folder, 'profile')}"`,
    `allow = ${JSON.stringify(allow)}`,
    'port = 0',
    '[network]',
    `bootstrap = ["${bootstrap}"]`,
  ]
  await writeFile(config, `${lines.join('\n')}\n`)
  const seeder = await spawnPeer({
    name: 'seeder',
    command: process.execPath,
    args: [SOURCE, SEEDER, '--config', config, '--json'],
  })
  const { key } = await seeder.waitForJson<{ key: string }>(({ key: found }) => Boolean(found), {
    timeoutMs: 30_000,
  })
  return { key, [Symbol.asyncDispose]: async () => void (await seeder.stop()) }
}

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { tempDir } from '@comice/testkit'
import { launchSpec, spawnApp, type LaunchOptions, type Outcome, type RunningApp } from '../../src/index.ts'

/** A folder with an app in it, and one for its files. */
export interface AppInFolders extends AsyncDisposable {
  readonly checkout: string
  readonly files: string
  launch(options?: Partial<LaunchOptions>): Promise<RunningApp>
  /** Runs it to its end. */
  run(options?: Partial<LaunchOptions>): Promise<{ outcome: Outcome; stdout: string; stderr: string }>
}

/** Writes an app: text by path. */
export async function createApp(textByPath: Readonly<Record<string, string>>): Promise<AppInFolders> {
  const dir = await tempDir('app')
  const checkout = dir.join('checkout')
  const files = dir.join('files')
  await mkdir(files)
  for (const [path, content] of Object.entries(textByPath)) {
    await mkdir(dirname(`${checkout}/${path}`), { recursive: true })
    await writeFile(`${checkout}/${path}`, content)
  }
  const launch = async (options: Partial<LaunchOptions> = {}) => {
    const spec = await launchSpec({ app: 'test', checkout, files, ...options })
    return spawnApp(spec, { stdio: ['pipe', 'pipe', 'pipe'] })
  }
  return {
    checkout,
    files,
    launch,
    async run(options) {
      const app = await launch(options)
      const [stdout, stderr, outcome] = await Promise.all([text(app.stdout!), text(app.stderr!), app.ended])
      return { outcome, stdout, stderr }
    },
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  }
}

/** What holds an app here, for tests that say the same of both. */
export const HELD: readonly (readonly [string, Partial<LaunchOptions>])[] = [
  ...(process.platform === 'linux' ? [['bubblewrap', {}] as const] : []),
  ['the permission model alone', { without: ['bubblewrap'], accept: 'seat-belt' }],
]

/** Terminal apps as `comice run` has them: a folder, a run made ready by the platform, and a process that is served. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { Peer } from '@comice/core'
import { tempDir, type TempDir } from '@comice/testkit'
import { createPlatform, type Platform } from '../../src/platform/platform.ts'
import { spawnApp, type RunningApp } from '../../src/launch/spawn-app.ts'
import type { RunRequest } from '../../src/runs/runs.ts'
import { createOfflinePeer } from '../peers.ts'

export interface TerminalApps extends AsyncDisposable {
  readonly peer: Peer
  readonly platform: Platform
  readonly profileDir: string
  readonly app: TempDir
  readonly store: TempDir
  /** Starts it as the command line does, and reports its end. */
  start(request?: Partial<RunRequest>): Promise<StartedApp>
}

export interface StartedApp {
  readonly id: string
  readonly app: RunningApp
  /** The next line of its output that fits. */
  readonly line: (pattern: RegExp) => Promise<string>
  readonly stderr: () => string
  /** Resolves when its end was reported. */
  readonly reported: Promise<void>
}

/** `files` is text by path; `pear` the field of that name in its package.json. */
export async function createTerminalApps(
  files: Readonly<Record<string, string>>,
  pear: object = {},
): Promise<TerminalApps> {
  await using opening = new AsyncDisposableStack()
  const { peer, dir: profileDir } = opening.use(await createOfflinePeer())
  const platform = opening.use(await createPlatform(peer))
  const app = opening.use(await tempDir('app'))
  const store = opening.use(await tempDir('store'))
  const manifest = { name: 'pears', version: '1.0.0', type: 'module', main: 'main.ts', pear }
  for (const [path, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) {
    await mkdir(dirname(app.join(path)), { recursive: true })
    await writeFile(app.join(path), text)
  }
  const running = new Set<RunningApp>()
  opening.defer(async () => void (await Promise.all([...running].map((one) => one.stop()))))
  const start = async (request: Partial<RunRequest> = {}) => {
    const { runs } = platform
    const wish = { target: app.path, folder: true, store: store.path, ...request }
    let prepared = await runs.prepare(wish)
    if (prepared.kind === 'question') {
      await runs.allow(prepared.questionId, prepared.question.app.name)
      prepared = await runs.prepare(wish)
    }
    if (prepared.kind !== 'ready' || prepared.run.spec === null) throw new Error('it cannot be started')
    const { id, ticket, spec } = prepared.run
    const started = spawnApp(spec, { stdio: ['ignore', 'pipe', 'pipe'], brokerSocket: 'own' })
    running.add(started)
    if (started.broker === null) throw new Error('there is no process')
    runs.attach(ticket, started.broker)
    const reported = started.ended.then(async (outcome) => {
      running.delete(started)
      await runs.report(id, outcome).catch(() => undefined)
    })
    return { id, app: started, reported, ...outputOf(started) }
  }
  const open = opening.move()
  return { peer, platform, profileDir, app, store, start, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function outputOf({ stdout, stderr }: RunningApp) {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let errors = ''
  let isOver = false
  stderr?.on('data', (chunk) => (errors += String(chunk)))
  if (stdout !== null)
    createInterface({ input: stdout })
      .on('line', (line) => {
        lines.push(line)
        for (const look of waiting) look()
      })
      .on('close', () => {
        isOver = true
        for (const look of waiting) look()
      })
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const at = lines.findIndex((one) => pattern.test(one))
        if (at === -1 && !isOver) return
        waiting.delete(look)
        if (at === -1) reject(new Error(`it ended without ${pattern}: ${lines.join(' | ')}\n${errors}`))
        else resolve(lines.splice(at, 1)[0] ?? '')
      }
      waiting.add(look)
      look()
    })
  return { line, stderr: () => errors }
}

/** Debian's magic-wormhole, with servers of its own on this machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { tempDir } from '@comice/testkit'
import type { Sample } from '../harness/figures.ts'
import { firstMissing, freePort, listens } from '../harness/installed.ts'
import { runProgram } from '../harness/run-program.ts'
import { bothEnds, ended, firstLine, GIVER_STDIO } from '../harness/two-ends.ts'

export interface Wormhole extends AsyncDisposable {
  /** Before `send` and `receive`. */
  readonly flags: readonly string[]
}

/** Null where its packages are not installed, see bench/README.md. */
export async function startWormhole(): Promise<Wormhole | null> {
  if ((await firstMissing(['wormhole', 'twist3'])) !== null) return null
  await using scope = new AsyncDisposableStack()
  // The mailbox keeps a database where it was started.
  const cwd = scope.use(await tempDir('wormhole')).path
  const [mailbox, relay] = [await freePort(), await freePort()]
  for (const server of [start('wormhole-mailbox', mailbox, cwd), start('transitrelay', relay, cwd)])
    scope.defer(() => ended(server))
  await Promise.all([listens(mailbox), listens(relay)])
  const kept = scope.move()
  return {
    flags: ['--relay-url', `ws://127.0.0.1:${mailbox}/v1`, '--transit-helper', `tcp:127.0.0.1:${relay}`],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function start(plugin: string, port: number, cwd: string): ChildProcess {
  return spawn('twist3', [plugin, '--port', `tcp:${port}:interface=127.0.0.1`], { stdio: 'ignore', cwd })
}

const UTF8 = { ...process.env, LC_ALL: 'C.UTF-8' }

/** From the start of the receiver to its end. */
export async function byWormhole(
  { flags }: Wormhole,
  { source, target }: { source: string; target: string },
): Promise<Sample> {
  const code = `1-${randomBytes(4).toString('hex')}`
  const send = [...flags, 'send', '--hide-progress', '--code', code, source]
  const receive = [...flags, 'receive', '--hide-progress', '--accept-file', '-o', target, code]
  return bothEnds(async () => {
    const giver = spawn('wormhole', send, { ...GIVER_STDIO, env: UTF8 })
    // It says so on stderr before it waits.
    await firstLine(giver, 'stderr')
    return { giver, taken: await runProgram({ file: 'wormhole', args: receive, env: UTF8 }) }
  })
}

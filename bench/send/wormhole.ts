/** Debian's magic-wormhole, with servers of its own on this machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Packages: magic-wormhole, python3-magic-wormhole-mailbox-server, magic-wormhole-transit-relay. */
const PROGRAMS = ['wormhole', 'twist3'] as const

const START_TIMEOUT_MS = 30_000

export interface Wormhole extends AsyncDisposable {
  /** Before `send` and `receive`. */
  readonly flags: readonly string[]
}

/** Null where its packages are not installed. */
export async function startWormhole(): Promise<Wormhole | null> {
  for (const program of PROGRAMS) if (!(await isInstalled(program))) return null
  const [mailbox, relay] = [45_000 + (process.pid % 1000), 46_000 + (process.pid % 1000)]
  const children = [start('wormhole-mailbox', mailbox), start('transitrelay', relay)]
  await Promise.all([answers(mailbox), answers(relay)])
  return {
    flags: ['--relay-url', `ws://127.0.0.1:${mailbox}/v1`, '--transit-helper', `tcp:127.0.0.1:${relay}`],
    [Symbol.asyncDispose]: async () => {
      await Promise.all(children.map(ended))
    },
  }
}

function start(plugin: string, port: number): ChildProcess {
  return spawn('twist3', [plugin, '--port', `tcp:${port}:interface=127.0.0.1`], { stdio: 'ignore' })
}

async function isInstalled(program: string): Promise<boolean> {
  const child = spawn('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)))
}

async function answers(port: number): Promise<void> {
  const until = performance.now() + START_TIMEOUT_MS
  for (;;) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.once('error', () => resolve(false)).once('connect', () => socket.destroy())
    })
    if (isUp) return
    if (performance.now() > until) throw new Error(`nothing listens on port ${port}`)
    await pause(100)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await exited
}

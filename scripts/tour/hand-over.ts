/** What follows the tour: the window, the line chat, or an address, as alice with bob live in the same room. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { followRoom, type NodeApi } from '@comice/client'
import { enter, TOUR_DIR } from './cast.ts'
import type { Stage } from './acts.ts'

/** `serve` stays and prints the window's address; `none` ends the tour. */
export type Mode = 'window' | 'chat' | 'serve' | 'none'

/** The mode that this terminal and display allow. */
export function chooseMode(args: readonly string[]): Mode {
  if (args.includes('--serve')) return 'serve'
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'none'
  const hasDisplay =
    process.platform === 'darwin' ||
    process.platform === 'win32' ||
    process.env['DISPLAY'] !== undefined ||
    process.env['WAYLAND_DISPLAY'] !== undefined
  return hasDisplay ? 'window' : 'chat'
}

/** Returns when the person has closed the window or left the chat, or on SIGINT and SIGTERM. */
export async function handOver(mode: Exclude<Mode, 'none'>, stage: Stage): Promise<void> {
  for (const name of ['alice', 'bob']) stage.people.set(name, await enter(name))
  const [alice, bob] = [stage.people.get('alice'), stage.people.get('bob')]
  if (alice === undefined || bob === undefined) return
  const { identity } = await bob.api.id.show.query()
  const leaving = new AbortController()
  const answering = answer(bob.api, { room: stage.room, identity, signal: leaving.signal })
  try {
    await product(mode, stage.room)
  } finally {
    leaving.abort()
    await answering
  }
}

function product(mode: Exclude<Mode, 'none'>, room: string): Promise<void> {
  const resolve = createRequire(import.meta.url).resolve
  switch (mode) {
    case 'window':
      return runAsAlice([resolve('@comice/desktop/bin'), '--room', room])
    case 'serve':
      return runAsAlice([resolve('@comice/desktop/bin'), '--room', room, '--print'])
    case 'chat':
      return runAsAlice([resolve('@comice/terminal/bin'), 'room', 'open', room])
  }
}

async function runAsAlice(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [...args, '--profile', 'alice'], {
    stdio: 'inherit',
    env: { ...process.env, COMICE_HOME: TOUR_DIR },
  })
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  process.once('SIGTERM', forward)
  await new Promise((resolve) => child.once('exit', resolve))
  process.off('SIGTERM', forward)
}

/** Bob says something back, so that the room is not silent. */
async function answer(
  api: NodeApi,
  { room, identity, signal }: { room: string; identity: string; signal: AbortSignal },
): Promise<void> {
  for await (const message of followRoom(api, room, { last: 0, signal })) {
    if (message.author === identity) continue
    await api.rooms.say.mutate({ room, text: `I read you: “${message.text.slice(0, 200)}”` })
  }
}

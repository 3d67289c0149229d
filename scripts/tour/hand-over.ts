/** What follows the tour: the window, the line chat, or an address, as alice with bob live in the same room. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { followRoom, type NodeApi } from '@comice/client'
import { ExitCode } from '@comice/protocol/errors'
import { type Cast, TOUR_DIR } from './cast.ts'
import { END_TIMEOUT_MS } from './constants.ts'
import { Interrupted, unlessAborted } from './interruption.ts'
import { columnsOf, wrapWords } from './wrap-words.ts'

/** `serve` stays and prints the window's address; `none` ends the tour. */
export type Mode = 'window' | 'chat' | 'serve' | 'none'

/** The mode that this terminal and display allow. */
export function chooseMode(args: readonly string[]): Mode {
  if (args.includes('--serve')) return 'serve'
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'none'
  return hasDisplay() ? 'window' : 'chat'
}

function hasDisplay(): boolean {
  const { platform, env } = process
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

interface HandOver {
  readonly mode: Exclude<Mode, 'none'>
  readonly cast: Cast
  readonly room: string
  readonly interruption: AbortSignal
}

/**
 * Returns when the person has closed the window or left the chat, or was interrupted in it.
 *
 * @throws when what was handed over to, or bob, failed
 */
export async function handOver({ mode, cast, room, interruption }: HandOver): Promise<void> {
  introduce(INTRODUCTIONS[mode])
  const [, bob] = await unlessAborted(interruption, () =>
    Promise.all([cast.enter('alice'), cast.enter('bob')]),
  )
  const { identity } = await bob.api.id.show.query()
  const leaving = new AbortController()
  const answering = answer(bob.api, { room, identity, signal: leaving.signal })
  // Looked at when the person is done, so as not to tear the window away.
  answering.catch(() => undefined)
  try {
    await product(mode, room, interruption)
  } finally {
    leaving.abort()
  }
  await answering
  if (interruption.aborted && !(interruption.reason instanceof Interrupted)) throw interruption.reason
}

const INTRODUCTIONS = {
  window: 'Now it is yours: a window opens, you are alice, and bob answers. Closing it ends everything.',
  chat: 'Now it is yours: you are alice, and bob answers. /quit ends everything.',
  serve:
    'Now it is yours: open this address in a browser. You are alice, and bob answers. Ctrl-C ends everything.',
}

function introduce(text: string): void {
  process.stdout.write(`\n${wrapWords(text, { columns: columnsOf(process.stdout) })}\n\n`)
}

async function product(mode: HandOver['mode'], room: string, interruption: AbortSignal): Promise<void> {
  const { resolve } = createRequire(import.meta.url)
  const desktop = [resolve('@comice/desktop/bin'), '--room', room]
  const chat = [resolve('@comice/terminal/bin'), 'room', 'open', room]
  const args = { window: desktop, serve: [...desktop, '--print'], chat }[mode]
  const code = await runAsAlice(args, interruption)
  if (mode === 'window' && code === ExitCode.Failed && !interruption.aborted) {
    // A display that is named but not there, as after a change of user or over ssh.
    introduce(`No window could be opened, so here is the chat. ${INTRODUCTIONS.chat}`)
    return product('chat', room, interruption)
  }
  if (code !== 0 && !interruption.aborted) throw new Error(`${mode} ended with ${code ?? 'a signal'}`)
}

/** Gives the terminal to a program of alice's, and resolves with its exit code. */
function runAsAlice(args: readonly string[], interruption: AbortSignal): Promise<number | null> {
  const child = spawn(process.execPath, [...args, '--profile', 'alice'], {
    stdio: 'inherit',
    env: { ...process.env, COMICE_HOME: TOUR_DIR },
  })
  let late: NodeJS.Timeout | undefined
  const end = () => {
    // Also after Ctrl-C, which the terminal has sent to the child as well: that may have come before it listened.
    child.kill('SIGTERM')
    late = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS)
  }
  if (interruption.aborted) end()
  else interruption.addEventListener('abort', end, { once: true })
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  }).finally(() => {
    clearTimeout(late)
    interruption.removeEventListener('abort', end)
  })
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

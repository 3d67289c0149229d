/** A terminal that a test types into and looks at. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { waitFor } from '@comice/testkit'
import type { Machine } from './machine.ts'

const execute = promisify(execFile)
let opened = 0

/** A node and an app start before there is something to see. */
const SEE = { timeoutMs: 60_000 }

export interface Terminal extends AsyncDisposable {
  /** Types the characters as they are. */
  type(text: string): Promise<void>
  /** Presses keys by tmux's names: `Enter`, `C-c`. */
  press(...keys: string[]): Promise<void>
  /** Pastes as a terminal does that marks what is pasted. */
  paste(text: string): Promise<void>
  /** Makes it as many columns wide, and as many rows high as it is or as is said. */
  resize(columns: number, rows?: number): Promise<void>
  /** What is to be seen, without the empty rows at the end. */
  screen(): Promise<string>
  /** The title that programs have given to the terminal. */
  title(): Promise<string>
  /** Waits until the screen has that text. */
  see(text: string | RegExp): Promise<string>
  /** Waits until the screen does not have it any more. */
  seeGone(text: string): Promise<string>
}

/** Runs `comice` as that person in a terminal of 60 columns. Its exit code is shown at the end: `exit 0`. */
export function openTerminal(machine: Machine, person: string, args: readonly string[]): Promise<Terminal> {
  return openTerminalIn(process.cwd(), machine.commandOf(person, args), machine)
}

/** The same for any command, in that folder. */
export async function openTerminalIn(
  folder: string,
  { command, args, env }: ReturnType<Machine['commandOf']>,
  machine: Machine,
): Promise<Terminal> {
  const socket = `${machine.home}/.tmux-${(opened += 1)}`
  const tmux = async (...words: string[]) => {
    const { stdout } = await execute('tmux', ['-S', socket, '-f', '/dev/null', ...words])
    return stdout
  }
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`)
  const line = `env ${variables.join(' ')} ${[command, ...args].map(quote).join(' ')}; echo "exit $?"; exec cat`
  await tmux('new-session', '-d', '-x', '60', '-y', '30', '-c', folder, line)
  const screen = async () => (await tmux('capture-pane', '-p')).trimEnd()
  return {
    type: async (text) => void (await tmux('send-keys', '-l', text)),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    paste: async (text) => {
      await tmux('set-buffer', text)
      await tmux('paste-buffer', '-p')
    },
    resize: async (columns, rows) => {
      const height = rows === undefined ? [] : ['-y', String(rows)]
      await tmux('resize-window', '-x', String(columns), ...height)
    },
    screen,
    title: async () => (await tmux('display-message', '-p', '#{pane_title}')).trim(),
    see: (text) =>
      waitFor(async () => {
        const seen = await screen()
        if (typeof text === 'string' ? seen.includes(text) : text.test(seen)) return seen
        throw new Error(`the screen shows\n${seen}`)
      }, SEE),
    seeGone: (text) =>
      waitFor(async () => {
        const seen = await screen()
        if (!seen.includes(text)) return seen
        throw new Error(`the screen still shows\n${seen}`)
      }, SEE),
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server').catch(() => undefined)
    },
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

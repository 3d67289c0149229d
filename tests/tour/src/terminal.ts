/** A terminal that a test types into and looks at. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { waitFor } from '@comice/testkit'
import { type Stage, TOUR_TIMEOUT_MS } from './tour.ts'

const execute = promisify(execFile)

export interface Terminal extends AsyncDisposable {
  /** Types the characters as they are. */
  type(text: string): Promise<void>
  /** Presses keys by tmux's names: `Enter`, `C-c`. */
  press(...keys: string[]): Promise<void>
  /** Waits until there is that text, also above what is to be seen; gives everything. */
  see(text: string | RegExp): Promise<string>
}

/** Runs the tour in a terminal. Its exit code is shown at the end: `exit 0`. */
export async function openTerminal(
  stage: Stage,
  env: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  const socket = `${stage.home}/../tmux`
  const tmux = async (...words: string[]) => {
    const { stdout } = await execute('tmux', ['-S', socket, '-f', '/dev/null', ...words])
    return stdout
  }
  const all = Object.entries({ ...stage.env, ...env })
  const unset = all.flatMap(([name, value]) => (value === undefined ? ['-u', name] : []))
  const set = all.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  const line = ['env', ...unset, ...set, ...stage.command].map(quote).join(' ')
  await tmux(
    'new-session',
    '-d',
    '-x',
    '100',
    '-y',
    '40',
    '-c',
    stage.clone,
    `${line}; echo "exit $?"; exec cat`,
  )
  return {
    type: async (text) => void (await tmux('send-keys', '-l', text)),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    see: (text) =>
      waitFor(
        async () => {
          // -J joins the rows of a line that is longer than the terminal is wide.
          const seen = (await tmux('capture-pane', '-pJ', '-S', '-')).trimEnd()
          if (typeof text === 'string' ? seen.includes(text) : text.test(seen)) return seen
          throw new Error(`the terminal shows\n${seen}`)
        },
        { timeoutMs: TOUR_TIMEOUT_MS, intervalMs: 100 },
      ),
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server').catch(() => undefined)
    },
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

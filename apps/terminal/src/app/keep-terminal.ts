/** Gives the user's terminal back as it was: an app that is ended has no time to put it in order. */
import { spawnSync } from 'node:child_process'
import { STTY_MS } from '../constants.ts'

export interface KeptTerminal extends Disposable {
  /** Whether the app left by itself, and so had the chance to put things in order. */
  wasLeft(inOrder: boolean): void
}

/**
 * Back from the second screen (without moving the cursor, as 1049 would where there is none), cursor shown, colours,
 * mouse, focus and bracketed paste off.
 */
const RESET =
  '\u001b[?1047l\u001b[?25h\u001b[0m\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?1004l\u001b[?2004l'

export function keepTerminal(): KeptTerminal {
  const modes = process.stdin.isTTY ? stty('-g') : null
  let inOrder = false
  return {
    wasLeft: (left) => {
      inOrder = left
    },
    [Symbol.dispose]: () => {
      if (modes !== null) stty(modes)
      if (!inOrder && process.stdout.isTTY) process.stdout.write(RESET)
    },
  }
}

/** The terminal as a user types into it, until it is disposed; then as it was before. */
export function borrowTerminal(): Disposable {
  const modes = stty('-g')
  stty('sane')
  return {
    [Symbol.dispose]: () => {
      if (modes !== null) stty(modes)
    },
  }
}

/** Null where there is none, such as on Windows: then the terminal stays as the app leaves it. */
function stty(argument: string): string | null {
  const { status, stdout } = spawnSync('stty', [argument], {
    stdio: ['inherit', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: STTY_MS,
    killSignal: 'SIGKILL',
  })
  return status === 0 ? stdout.trim() : null
}

/** `comice tui`, and `comice` alone in a terminal: rooms on the full screen. */
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { type Session, withNode } from '../session/session.ts'

interface TuiModule {
  readonly openTui: (session: Session) => Promise<void>
}

export const tui: Action<unknown> = (line) => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw TerminalErrors.USAGE({
      problem: 'this needs a terminal',
      hint: 'comice room list, read and say do without one',
    })
  }
  return withNode(line, async (session) => (await loadTui()).openTui(session), { follow: true })
}

/** Beside this file as it is built, or in its folder as it is written: the bundler must leave it alone. */
async function loadTui(): Promise<TuiModule> {
  // As it is loaded, Ink looks whether it runs in a build, and then draws nothing before the end. Here is a terminal.
  process.env['CI'] = process.env['CONTINUOUS_INTEGRATION'] = '0'
  const file = import.meta.url.endsWith('/src/commands/tui.ts') ? '../tui/open-tui.ts' : './tui.mjs'
  return (await import(new URL(file, import.meta.url).href)) as TuiModule
}

/**
 * The full screen. Ink and React come with it, so it is a bundle of its own: nothing else loads them, and Ink is a module
 * that a CommonJS program can only import.
 */
import { createElement } from 'react'
import { render } from 'ink'
import { ESCAPE_WAIT_MS } from '../constants.ts'
import type { Session } from '../session/session.ts'
import { type Key, KeyReader } from './key-reader.ts'
import { Screen } from './screen.ts'
import { pressKey } from './tui-keys.ts'
import { TuiModel } from './tui-model.ts'

/** Alternate screen, marked pastes, word of whether it is looked at, and a wheel that is arrow keys there (xterm), so that selecting with the mouse stays possible. */
const ENTER = '\u001B[?1049h\u001B[?2004h\u001B[?1004h\u001B[?1007h\u001B[?25l\u001B[H'
const WIPE = '\u001B[2J\u001B[H'
const LEAVE = '\u001B[?1007l\u001B[?1004l\u001B[?2004l\u001B[?1049l\u001B[?25h'

/** Runs until the user quits. @throws what ended the connection to the node */
export async function openTui(session: Session): Promise<void> {
  const { stdin, stdout } = process
  const model = new TuiModel(session, { ring: (text) => void stdout.write(ringing(text)) })
  const following = new AbortController()
  const stop = () => model.end()
  session.signal.addEventListener('abort', stop, { once: true })
  const forgetKeys = readKeys(stdin, model)
  // Before Ink draws for the new size: what the terminal made of the old lines is nobody's.
  const wipe = () => void stdout.write(WIPE)
  stdout.on('resize', wipe)
  stdout.write(ENTER)
  const restore = () => void stdout.write(LEAVE)
  // However it ends, the terminal is the user's again.
  process.once('exit', restore)
  const screen = render(createElement(Screen, { model }), {
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  try {
    model.start(following.signal)
    await model.ended
  } finally {
    following.abort()
    screen.unmount()
    forgetKeys()
    stdout.off('resize', wipe)
    process.off('exit', restore)
    restore()
    await model.close()
  }
}

/** Rings, and has the terminal tell the desktop, where it can (OSC 9: iTerm2, kitty, foot, Windows Terminal and others). */
function ringing(text: string): string {
  return `\u001B]9;${text}\u0007\u0007`
}

function take(model: TuiModel, key: Key): void {
  if (key.name === 'focus' || key.name === 'blur') model.look(key.name === 'focus')
  else pressKey(model, key)
}

/** Ink's own keys know no pastes and no pieces. Returns what gives the keyboard back. */
function readKeys(stdin: NodeJS.ReadStream, model: TuiModel): () => void {
  const reader = new KeyReader()
  let timer: NodeJS.Timeout | undefined
  const read = (characters: string) => {
    clearTimeout(timer)
    for (const key of reader.read(characters)) take(model, key)
    timer = setTimeout(() => {
      for (const key of reader.settle()) pressKey(model, key)
    }, ESCAPE_WAIT_MS)
  }
  stdin.setEncoding('utf8').setRawMode(true).resume().on('data', read)
  return () => {
    clearTimeout(timer)
    stdin.off('data', read).setRawMode(false).pause()
  }
}

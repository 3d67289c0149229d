import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { tempDir, waitFor } from '@comice/testkit'
import { describe, test } from 'vitest'
import { createApp, HELD } from './app-folders.ts'

const execute = promisify(execFile)

/** Draws, reads keys one by one, and is told of a new size by its starter. */
const SCREEN = `
  const { stdin, stdout } = process
  stdin.setRawMode(true)
  process.on('SIGWINCH', () => setImmediate(() => console.log('columns', stdout.columns)))
  stdin.on('data', (keys) => {
    console.log('key', JSON.stringify(String(keys)))
    if (String(keys) === 'q') process.exit(0)
  })
  console.log('ready', stdin.isTTY, stdout.columns)
`

describe.each(HELD)('held by %s', (_name, held) => {
  test('an app draws on its starter’s terminal and reads its keys in raw mode', async () => {
    await using app = await createApp({ 'index.js': SCREEN })
    await using dir = await tempDir()
    const starter = join(import.meta.dirname, 'terminal-starter.ts')
    const command = [
      process.execPath,
      '--conditions=@comice/source',
      starter,
      app.checkout,
      app.files,
      JSON.stringify(held),
    ]
    const tmux = async (...words: string[]) =>
      (await execute('tmux', ['-S', dir.join('tmux'), '-f', '/dev/null', ...words])).stdout
    await tmux(
      'new-session',
      '-d',
      '-x',
      '60',
      '-y',
      '20',
      `${command.map(quote).join(' ')}; echo "exit $?"; exec cat`,
    )
    const see = (text: string) =>
      waitFor(async () => (await tmux('capture-pane', '-p')).includes(text), {
        describe: `the screen to show ${text}`,
      })
    try {
      await see('ready true 60')
      await tmux('send-keys', 'C-c')
      await see('key "\\u0003"')
      await tmux('resize-window', '-x', '50')
      await see('columns 50')
      await tmux('send-keys', 'q')
      await see('exit 0')
      // The terminal is as it was before: what is typed is echoed again.
      await tmux('send-keys', '-l', 'pears')
      await see('pears')
    } finally {
      await tmux('kill-server')
    }
  })
})

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

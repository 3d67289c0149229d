/** Asks for one line at the terminal that the command was typed at, wherever stdin and stdout go. */
import { openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { ReadStream } from 'node:tty'

/** What was typed; empty at Ctrl-D. Null where there is no terminal. The prompt goes to stderr. */
export async function promptTerminal(question: string, signal: AbortSignal): Promise<string | null> {
  const terminal = openTerminal()
  if (terminal === null) return null
  const prompt = createInterface({ input: terminal, output: process.stderr, historySize: 0 })
  // readline takes the terminal's Ctrl-C for itself.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const close = () => prompt.close()
  signal.addEventListener('abort', close, { once: true })
  try {
    return await new Promise<string>((resolve) => {
      prompt.once('close', () => resolve(''))
      prompt.question(question, resolve)
    })
  } finally {
    signal.removeEventListener('abort', close)
    prompt.close()
    terminal.destroy()
  }
}

function openTerminal(): ReadStream | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch {
    return null
  }
}

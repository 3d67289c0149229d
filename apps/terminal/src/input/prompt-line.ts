/** Asks for one line at the terminal. */
import { createInterface } from 'node:readline'

/** What was typed; empty at Ctrl-D. Ctrl-C is the process's, as everywhere else. The prompt goes to stderr. */
export function promptLine(question: string, signal: AbortSignal): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr, historySize: 0 })
  // readline takes the terminal's Ctrl-C for itself.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const close = () => prompt.close()
  signal.addEventListener('abort', close, { once: true })
  return new Promise<string>((resolve) => {
    prompt.once('close', () => resolve(''))
    prompt.question(question, resolve)
  }).finally(() => {
    signal.removeEventListener('abort', close)
    prompt.close()
  })
}

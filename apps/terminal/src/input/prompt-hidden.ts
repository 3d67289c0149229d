/** Asks for one line at the terminal and shows nothing of what is typed. */
import { StringDecoder } from 'node:string_decoder'
import { MAX_SECRET_CHARS } from '../constants.ts'

const ENTER = /[\r\n]/u
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const CTRL_U = '\u0015'
const BACKSPACE = /[\b\u007f]/u

/** What was typed; empty at Ctrl-D. Ctrl-C is the process's. The question goes to stderr. */
export async function promptHidden(question: string, signal: AbortSignal): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(question)
  stdin.setRawMode(true)
  try {
    return await typedLine(signal)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

function typedLine(signal: AbortSignal): Promise<string> {
  const decoder = new StringDecoder()
  let typed: readonly string[] = []
  return new Promise((resolve) => {
    const end = (line: string) => {
      process.stdin.off('data', onkeys)
      signal.removeEventListener('abort', onabort)
      resolve(line)
    }
    const onabort = () => end('')
    const onkeys = (bytes: Buffer) => {
      for (const key of decoder.write(bytes)) {
        const next = afterKey(typed, key)
        if (typeof next === 'string') return end(next)
        typed = next
      }
    }
    signal.addEventListener('abort', onabort, { once: true })
    process.stdin.on('data', onkeys)
    process.stdin.resume()
  })
}

/** The line so far, or as a text when it is done. */
function afterKey(typed: readonly string[], key: string): readonly string[] | string {
  if (ENTER.test(key)) return typed.join('')
  if (key === CTRL_D) return ''
  if (key === CTRL_C) process.kill(process.pid, 'SIGINT')
  if (key === CTRL_U) return []
  if (BACKSPACE.test(key)) return typed.slice(0, -1)
  return key < ' ' || typed.length >= MAX_SECRET_CHARS ? typed : [...typed, key]
}

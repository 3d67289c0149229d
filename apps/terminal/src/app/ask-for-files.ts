/**
 * An app in this terminal asks its user for files. It stands still meanwhile, so that what is typed comes here and not to
 * it, and finds its terminal as it was when it goes on.
 */
import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { HeldQuestion } from '@comice/host'
import { promptLine } from '../input/prompt-line.ts'
import { peerText } from '../output/output.ts'
import type { HeldProcess } from './hold-process.ts'
import { borrowTerminal } from './keep-terminal.ts'

/** Absolute paths; none for none, and null when there is no terminal to ask in. */
export async function askForFiles(
  question: HeldQuestion,
  { run, app, signal, hasTerminal }: HeldProcess,
): Promise<string[] | null> {
  if (!hasTerminal || !process.stdin.isTTY || !process.stderr.isTTY) return null
  // Ctrl-C is the app's; whoever presses it here gives no file either.
  const refusing = new AbortController()
  const refuse = () => refusing.abort()
  process.once('SIGINT', refuse)
  await app.signal('SIGSTOP')
  try {
    using _ = borrowTerminal()
    const { name } = run.app
    process.stderr.write(
      `\n${peerText(name)} asks for ${whatFor(question)}.\nIt gets a copy, and nothing else.\n`,
    )
    return await readPaths(question, AbortSignal.any([signal, refusing.signal]))
  } finally {
    process.off('SIGINT', refuse)
    await app.signal('SIGCONT')
  }
}

function whatFor({ multiple, extensions }: HeldQuestion): string {
  const kinds = extensions.length === 0 ? '' : ` (${extensions.map(peerText).join(', ')})`
  return `${multiple ? 'files' : 'a file'} of yours${kinds}`
}

async function readPaths(question: HeldQuestion, signal: AbortSignal): Promise<string[]> {
  const paths: string[] = []
  while (!signal.aborted) {
    const line = await promptLine(
      paths.length === 0 ? 'Its path, or nothing: ' : 'Another, or nothing: ',
      signal,
    )
    if (signal.aborted || line.trim() === '') break
    const file = typedPath(line)
    const problem = await problemOf(file, question)
    if (problem !== null) {
      process.stderr.write(`${problem}\n`)
      continue
    }
    paths.push(file)
    if (!question.multiple) break
  }
  return signal.aborted ? [] : paths
}

/** As it was typed, or dropped onto the terminal, which puts it in quotes or escapes its spaces. */
function typedPath(line: string): string {
  const text = line.trim()
  const quoted = /^(["'])(.*)\1$/u.exec(text)?.[2]
  const plain = quoted ?? text.replaceAll(/\\(.)/gu, '$1')
  const isHome = plain === '~' || plain.startsWith('~/')
  return path.resolve(isHome ? homedir() + plain.slice(1) : plain)
}

/** Why it is not taken, or null. */
async function problemOf(file: string, { extensions }: HeldQuestion): Promise<string | null> {
  const stats = await stat(file).catch(() => null)
  if (stats === null) return `There is no ${file}.`
  if (!stats.isFile()) return `${file} is not a file.`
  const extension = path.extname(file).slice(1).toLowerCase()
  if (extensions.length === 0 || extensions.includes(extension)) return null
  return `It asks for ${extensions.map(peerText).join(', ')}.`
}

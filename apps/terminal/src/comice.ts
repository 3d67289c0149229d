#!/usr/bin/env node
/**
 * The entry of the command line. It answers what needs nothing but the table of the commands before it loads the
 * rest, because people and shells wait for it.
 */
import { type Parsed, parseLine } from './grammar/parse-line.ts'
import { quickAnswer } from './quick/quick-answer.ts'

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read us has seen enough: `comice room tail Pears | head -1`.
  stream.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
}

void main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  const isJson = argv.includes('--json')
  const parsed = parseLine(isScreenWanted(parseLine(argv), isJson) ? ['tui', ...argv] : argv)
  const answer = quickAnswer(parsed, isJson)
  if (answer !== null) {
    process[answer.stream].write(answer.text)
    process.exitCode = answer.code
    return
  }
  const { run } = await import('./run.ts')
  const code = await run(parsed, { json: isJson })
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  // A call that was given up at its deadline must not hold the process.
  process.exit(code)
}

/** `comice` alone, with whatever profile, where somebody sits at a terminal that can show it. */
function isScreenWanted(parsed: Parsed, isJson: boolean): boolean {
  const isAlone = parsed.kind === 'incomplete' && parsed.path.length === 0
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb'
  return isAlone && isTerminal && !isJson
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()))
}

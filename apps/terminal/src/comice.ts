#!/usr/bin/env node
/**
 * The entry of the command line. It answers what needs nothing at all before it loads the rest, because people and
 * shells wait for it.
 */
import { quickAnswer } from './quick/quick-answer.ts'

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read us has seen enough: `comice room tail Pears | head -1`.
  stream.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
}

const answer = quickAnswer(process.argv.slice(2))
if (answer === null) {
  const { run } = await import('./run.ts')
  const code = await run(process.argv)
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  // A call that was given up at its deadline must not hold the process.
  process.exit(code)
} else {
  process.stdout.write(answer)
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()))
}

/** Asks whether what is offered is to be received. */
import { promptLine } from './prompt-line.ts'

/** An empty line is a no, and so is the end of `signal`: the offer is over. */
export async function askWhetherWanted(signal: AbortSignal): Promise<boolean> {
  // What comes next must not stand behind the question.
  const leave = () => void process.stderr.write('\n')
  signal.addEventListener('abort', leave, { once: true })
  const answer = await promptLine('Receive it? [y/N] ', signal)
  signal.removeEventListener('abort', leave)
  return /^y(?:es)?$/iu.test(answer.trim())
}

/** The code of a pipe. stdin and stdout are the pipe's own, so it comes and goes by other ways. */
import { createReadStream } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { TerminalErrors } from '../errors.ts'
import { firstLine } from '../input/first-line.ts'
import { promptTerminal } from '../input/prompt-terminal.ts'

export interface CodeOptions {
  readonly code: string | undefined
  readonly 'code-file': string | undefined
}

/** As it was typed. @throws NO_CODE, CODE_FILE_UNUSABLE */
export async function readPipeCode(
  { code, 'code-file': file }: CodeOptions,
  signal: AbortSignal,
): Promise<string> {
  const text =
    code ?? (file === undefined ? await promptTerminal('Code: ', signal) : await readCodeFile(file))
  const trimmed = (text ?? '').trim()
  if (trimmed === '') throw TerminalErrors.NO_CODE()
  return trimmed
}

async function readCodeFile(file: string): Promise<string> {
  try {
    return await firstLine(createReadStream(file))
  } catch (error) {
    throw unusable(file, error)
  }
}

/** For its owner alone; gone when it is disposed. @throws CODE_FILE_UNUSABLE */
export async function writeCodeFile(file: string, code: string): Promise<AsyncDisposable> {
  try {
    // A file that is there is somebody's, perhaps readable by all.
    await writeFile(file, `${code}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    throw unusable(file, error)
  }
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) }
}

function unusable(file: string, error: unknown): Error {
  const { code: reason = String(error) } = error as NodeJS.ErrnoException
  return TerminalErrors.CODE_FILE_UNUSABLE({ file, reason })
}

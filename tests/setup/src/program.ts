import { spawn } from 'node:child_process'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
  /** Longest time without any output, from start to end. */
  longestSilenceMs: number
}

export interface Start {
  cwd: string
  env?: NodeJS.ProcessEnv
}

/** Runs a program to its end, whatever that is. */
export function runToEnd(
  program: string,
  args: readonly string[],
  { cwd, env = process.env }: Start,
): Promise<Ended> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = { stdout: '', stderr: '', longestSilenceMs: 0 }
  let heardAt = Date.now()
  const hear = (): void => {
    ended.longestSilenceMs = Math.max(ended.longestSilenceMs, Date.now() - heardAt)
    heardAt = Date.now()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    hear()
    ended.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    hear()
    ended.stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      hear()
      resolve({ ...ended, code })
    })
  })
}

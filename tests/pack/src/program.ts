import { execFile } from 'node:child_process'

/** Installing everything a face needs takes a minute on a slow line. */
const DEADLINE_MS = 180_000

export interface Run {
  cwd: string
  env?: NodeJS.ProcessEnv
}

/** Runs a program to its end and returns what it printed; rejects with all of its output when it fails. */
export function run(program: string, args: readonly string[], { cwd, env = {} }: Run): Promise<string> {
  const options = {
    cwd,
    env: { ...cleanEnv(), ...env },
    timeout: DEADLINE_MS,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  }
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else
        reject(
          new Error(
            `${program} ${args.join(' ')}: ${error.killed ? 'killed at its deadline' : error.message.split('\n')[0]}\n${stdout}${stderr}`,
          ),
        )
    })
  })
}

/** A stranger has neither our conditions nor what our package manager leaves in the environment. */
function cleanEnv(): NodeJS.ProcessEnv {
  const ours =
    /^(NODE_OPTIONS|NODE_PATH|npm_(package|lifecycle|execpath|node_execpath|command|config_user_agent|config_verify_deps)|PNPM_|TURBO_|VITEST|INIT_CWD)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}

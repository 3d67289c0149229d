import { execFileSync } from 'node:child_process'

/** Makes a named pipe; Node has no call for it. */
export function mkfifoSync(path: string): void {
  execFileSync('mkfifo', [path])
}

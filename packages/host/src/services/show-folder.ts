/** Shows a folder of this machine in the file manager that its user prefers. */
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { coverHeld } from '@comice/core/descriptors'
import { SHOW_FOLDER_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'

/** Where to do so; parameters for tests. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Only what is a folder: a file would be opened by the program for its kind. Resolves when a file manager has taken it, or is
 * still at it after a while: some stay until their window is closed.
 *
 * @throws FOLDER_NOT_SHOWN
 */
export async function showFolder(folder: string, { platform, env }: Surroundings): Promise<void> {
  const failed = (reason: string) => HostErrors.FOLDER_NOT_SHOWN({ folder, reason })
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder || !path.isAbsolute(folder)) throw failed('it is not there')
  const command = COMMANDS[platform] ?? 'xdg-open'
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(command, [folder], {
    stdio: coverHeld(['ignore', 'ignore', 'ignore']),
    detached: true,
    env,
  })
  child.unref()
  const timer = setTimeout(resolve, SHOW_FOLDER_MS)
  child.once('error', () => reject(failed(`there is no ${command}`)))
  // Windows' own ends with 1 when all is well.
  child.once('exit', (code) =>
    code === 0 || platform === 'win32'
      ? resolve()
      : reject(failed(`${command} ended with ${code ?? 'a signal'}`)),
  )
  await promise.finally(() => clearTimeout(timer))
}

const COMMANDS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' }

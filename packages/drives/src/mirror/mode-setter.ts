/** Sets the permission bits of folders of a target. */
import { chmod, stat } from 'node:fs/promises'
import { NotAFolderError, type OpenFolders } from '../folder/open-folders.ts'
import type { ApplyOptions, ModeChange } from './target.ts'

/**
 * A folder that is there gets its bits when its step comes, a new one when it is made: before anything is in it, so that
 * what is nobody else's is at no moment theirs. Its owner always has all rights, so what follows can be written.
 */
export class ModeSetter {
  readonly #apply: Pick<ApplyOptions, 'onoutcome'>
  /** Steps of folders that are not there, by path. */
  readonly #waiting = new Map<string, ModeChange>()

  constructor(apply: Pick<ApplyOptions, 'onoutcome'>) {
    this.#apply = apply
  }

  /** A step: before what is done in its folder. */
  async take(step: ModeChange, folders: OpenFolders): Promise<void> {
    if (step.before === null) this.#waiting.set(step.path, step)
    else await this.#set(step, folders)
  }

  /** To be called for folders that are made, see OnMade. */
  readonly made = async (path: string, place: string): Promise<void> => {
    const step = this.#waiting.get(path)
    if (step === undefined) return
    this.#waiting.delete(path)
    await this.#change(step, place)
  }

  /** Sets what was not set so far: of folders that were not to be written to. */
  async rest(folders: OpenFolders): Promise<void> {
    const steps = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const step of steps) await this.#set(step, folders)
  }

  async #set(step: ModeChange, folders: OpenFolders): Promise<void> {
    try {
      await folders.use(step.path, { makes: false }, (place) => this.#change(step, place))
    } catch (error) {
      // It is not there: what was to be in it was refused.
      const isGone = error instanceof NotAFolderError || (error as NodeJS.ErrnoException).code === 'ENOENT'
      if (!isGone && !isForbidden(error)) throw error
      this.#apply.onoutcome(isGone ? { kind: 'done', step: { ...step, before: null } } : refused(step))
    }
  }

  async #change(step: ModeChange, place: string): Promise<void> {
    try {
      const { mode } = await stat(place)
      // Setgid and sticky bits are the target's own.
      if ((mode & 0o777) !== step.mode) await chmod(place, (mode & 0o7000) | step.mode)
      this.#apply.onoutcome({ kind: 'done', step })
    } catch (error) {
      if (!isForbidden(error)) throw error
      this.#apply.onoutcome(refused(step))
    }
  }
}

/** It is somebody else's, or its disk has no such bits. */
function isForbidden(error: unknown): boolean {
  return /^(?:EACCES|EPERM|EROFS|ENOTSUP|EOPNOTSUPP)$/u.test((error as NodeJS.ErrnoException).code ?? '')
}

function refused({ path }: ModeChange) {
  return { kind: 'refused', path: `${path}/`, reason: 'no-access' } as const
}

/** Files of the user, by the user's own choice. What was not chosen does not exist for the app. */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { app } from '../app/app.ts'
import { node } from '../session/session.ts'

export interface PickOptions {
  /** More than one. Default false. */
  multiple?: boolean
  /** For example `['png', 'jpg']`, each of 16 letters and digits at most, in any case. Default: any. */
  extensions?: readonly string[]
}

export interface Files {
  /**
   * Lets the user choose files, and gives their paths; none when the user chose none. Files that were given at the
   * start (`comice run --give`, see `app.given`) and fit come first, without a question, and are used where they lie.
   * Others are copied into `picked/` of the app's folder; the app deletes what it no longer needs. Needs
   * `"fs": ["pick"]` in `pear.permissions`.
   *
   * ```ts
   * import { readFile } from 'node:fs/promises'
   * import { files } from '@comice/runtime'
   *
   * const [path] = await files.pick({ extensions: ['txt'] })
   * if (path !== undefined) console.log(await readFile(path, 'utf8'))
   * ```
   *
   * @throws PERMISSION_MISSING · UNAVAILABLE: there is no terminal to ask in. In a window the page's own file input is
   *   where the user chooses, see `give` of `@comice/runtime/ui` · FILE_NOT_FOUND when it is gone meanwhile
   */
  pick(options?: PickOptions): Promise<string[]>
}

type Picked = { readonly path: string } | { readonly id: number; readonly name: string }

export const files: Files = {
  async pick({ multiple = false, extensions = [] } = {}) {
    const picked = await node().request('files.pick', { multiple, extensions })
    const paths: string[] = []
    for (const file of picked as unknown as Picked[])
      paths.push('path' in file ? file.path : await copy(file))
    return paths
  },
}

async function copy({ id, name }: { id: number; name: string }): Promise<string> {
  const dir = join(app.storage, 'picked', randomUUID())
  await mkdir(dir, { recursive: true })
  const path = join(dir, name)
  const contents = node().open('files.read', { id })
  try {
    await pipeline(contents, createWriteStream(path, { flags: 'wx' }))
    return path
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  } finally {
    contents.destroy()
  }
}

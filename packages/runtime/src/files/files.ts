/** Files of the user, one at a time and by the user's own choice. */
import { node } from '../session/session.ts'

export interface PickOptions {
  /** More than one. Default false. */
  multiple?: boolean
  /** For example `['png', 'jpg']`. Default: any. */
  extensions?: readonly string[]
}

export interface Files {
  /**
   * Lets the user choose files. They are copied into the app's folder, and these are their paths there; none when the
   * user chose none. Needs `"fs": ["pick"]` in `pear.permissions`.
   *
   * @throws PERMISSION_MISSING · PICK_UNAVAILABLE: there is no window to choose in
   */
  pick(options?: PickOptions): Promise<string[]>
}

export const files: Files = {
  async pick({ multiple = false, extensions = [] } = {}) {
    return (await node().request('files.pick', { multiple, extensions })) as string[]
  },
}

/** `--give`: files and folders of the user that an app may use where they lie. */
import path from 'node:path'
import type { Give } from '@comice/host'

/** `path`, or `path:rw` for one that the app may write. */
export function givesOf(texts: readonly string[] | undefined): Give[] | undefined {
  return texts?.map((text) => {
    const isWritable = text.endsWith(':rw')
    return { path: path.resolve(isWritable ? text.slice(0, -3) : text), isWritable }
  })
}

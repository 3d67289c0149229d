/** From what people call an app to its link. */
import path from 'node:path'
import { formatLink, isComiceError, tryDecodeKey } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import { readProjectLink } from '../project/project-link.ts'
import type { Session } from '../session/session.ts'
import { appTarget } from './app-request.ts'

/**
 * The link of an app by a link, an alias, the start of the key of an app that is installed, a whole key, or the folder
 * that is staged to it. @throws PROJECT_WITHOUT_LINK, PROJECT_UNREADABLE, APP_NOT_FOUND, APP_AMBIGUOUS
 */
export async function linkOf({ api }: Session, word: string): Promise<string> {
  const { target, folder } = appTarget(word)
  if (folder) return folderLink(target)
  if (target.includes('://')) return target
  try {
    return (await api.apps.info.query({ app: target })).link
  } catch (error) {
    const key = tryDecodeKey(target)
    if (key !== null && isComiceError(error, 'APP_NOT_FOUND')) return formatLink({ key })
    throw error
  }
}

/** @throws PROJECT_WITHOUT_LINK, PROJECT_UNREADABLE */
async function folderLink(dir: string): Promise<string> {
  const link = await readProjectLink(dir)
  if (link === null) throw TerminalErrors.PROJECT_WITHOUT_LINK({ dir })
  return link
}

/** What an author's command is about. */
export interface AuthorTarget {
  /** Absolute; null when only a link was named. */
  readonly dir: string | null
  /** Null while there is none. */
  readonly link: string | null
}

/**
 * A folder (by default this one), whose package.json has the link unless `--link` names another. A link in place of
 * the folder is understood too.
 */
export async function authorTarget(word = '.', given?: string): Promise<AuthorTarget> {
  if (word.includes('://')) return { dir: null, link: given ?? word }
  const dir = path.resolve(word)
  if (given !== undefined) return { dir, link: given }
  return { dir, link: await readProjectLink(dir) }
}

/** The same for commands that need no folder, but a link. @throws PROJECT_WITHOUT_LINK, PROJECT_UNREADABLE */
export async function authorLink(word = '.', given?: string): Promise<string> {
  if (given !== undefined) return given
  const { dir, link } = await authorTarget(word)
  if (link === null) throw TerminalErrors.PROJECT_WITHOUT_LINK({ dir: dir ?? word })
  return link
}

/** What the words of `comice run` name: a link, a folder, or an app that is known by its alias or key. */
import { existsSync } from 'node:fs'
import path from 'node:path'

export interface AppTarget {
  readonly target: string
  readonly folder: boolean
}

/**
 * A link has `://`. A folder is what looks like a path (`.`, `./app`, `/srv/app`, `~`) or has a package.json in it;
 * the rest is an alias or the start of a key. So an alias never hides behind a folder of the same name by accident:
 * `./name` is the folder.
 */
export function appTarget(word: string): AppTarget {
  if (word.includes('://')) return { target: word, folder: false }
  const looksLikePath = /^(?:\.{1,2}(?:[/\\]|$)|[/\\~]|[a-zA-Z]:[/\\])/u.test(word) || /[/\\]/u.test(word)
  if (!looksLikePath && !existsSync(path.join(word, 'package.json'))) return { target: word, folder: false }
  return { target: path.resolve(word), folder: true }
}

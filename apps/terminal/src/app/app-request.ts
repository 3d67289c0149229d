/** What the words of `comice run` name: a link, a folder, or an app that is known by its alias or key. */
import path from 'node:path'

export interface AppTarget {
  readonly target: string
  readonly folder: boolean
}

/**
 * A link has `://`. A folder is what looks like a path: `.`, `./app`, `work/app`, `/srv/app`. The rest is an alias or
 * the start of a key, also where a folder of that name is: whoever types an alias shall not run what happens to lie
 * in the folder they are in.
 */
export function appTarget(word: string): AppTarget {
  const isLink = word.includes('://')
  const looksLikePath = word === '.' || word === '..' || /[/\\]/u.test(word)
  if (isLink || !looksLikePath) return { target: word, folder: false }
  return { target: path.resolve(word), folder: true }
}

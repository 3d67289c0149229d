/** The link of the app that a folder is staged to, in its package.json. */
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { TerminalErrors } from '../errors.ts'
import { upgradeIn, withUpgrade } from './upgrade-field.ts'

const NAME = 'package.json'

/** Whether the folder is an app's, or will be one. */
export async function isProject(dir: string): Promise<boolean> {
  return stat(path.join(dir, NAME)).then(
    (found) => found.isFile(),
    () => false,
  )
}

/** Null where the project has none yet. @throws PROJECT_UNREADABLE */
export async function readProjectLink(dir: string): Promise<string | null> {
  return upgradeIn(await readText(dir))
}

/** Writes it there; a crash leaves the old file or the new one. @throws PROJECT_UNREADABLE, PROJECT_NOT_WRITTEN */
export async function writeProjectLink(dir: string, link: string): Promise<void> {
  const text = withUpgrade(await readText(dir), link)
  if (text === null)
    throw TerminalErrors.PROJECT_UNREADABLE({ dir, reason: 'its package.json is no JSON object' })
  // Where it is a link, what it leads to is written.
  const file = await realpath(path.join(dir, NAME))
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    const { mode } = await stat(file)
    await writeFile(unfinished, text, { mode, flush: true })
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw TerminalErrors.PROJECT_NOT_WRITTEN({ dir, link, reason: codeOf(error) }, { cause: error })
  }
}

async function readText(dir: string): Promise<string> {
  try {
    return await readFile(path.join(dir, NAME), 'utf8')
  } catch (error) {
    const code = codeOf(error)
    const reason = code === 'ENOENT' ? 'it has no package.json' : code
    throw TerminalErrors.PROJECT_UNREADABLE({ dir, reason }, { cause: error })
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

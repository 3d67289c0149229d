/** Makes the folder of a new app. */
import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { PlatformErrors } from '../errors.ts'
import { ownVersion, platformFolder } from '../platform/own-version.ts'
import { isAppName } from '../project/manifest.ts'
import { isTemplateName, PLACEHOLDERS, STORED_AS, TEMPLATES } from './template.ts'

export interface CreateFromTemplateOptions {
  /** One of `TEMPLATES`. */
  readonly template: string
  /** Made when it is not there. */
  readonly dir: string
  /** The app's name in package.json. Default: made from the folder's name. */
  readonly name?: string | undefined
}

export interface CreatedApp {
  readonly name: string
  /** Absolute. */
  readonly dir: string
  /** Relative to it, with slashes, in order. */
  readonly files: readonly string[]
}

/**
 * Writes the template's files into a folder. What is there already stays: a file that the template has too refuses
 * all of it, before anything is written.
 *
 * @throws TEMPLATE_UNKNOWN, APP_NAME_INVALID, TEMPLATE_CONFLICT
 */
export async function createFromTemplate(options: CreateFromTemplateOptions): Promise<CreatedApp> {
  const { template } = options
  if (!isTemplateName(template))
    throw PlatformErrors.TEMPLATE_UNKNOWN({ template, known: Object.keys(TEMPLATES) })
  const dir = resolve(options.dir)
  const name = options.name ?? appNameFor(dir)
  if (!isAppName(name)) throw PlatformErrors.APP_NAME_INVALID({ name })
  const { files, filled } = TEMPLATES[template]
  await assertFree(dir, files)
  const source = join(platformFolder(), 'templates', template)
  const values = { [PLACEHOLDERS.name]: name, [PLACEHOLDERS.comice]: await ownVersion() }
  for (const file of files) {
    const from = join(source, STORED_AS[file] ?? file)
    const to = join(dir, file)
    await mkdir(dirname(to), { recursive: true })
    if (filled.includes(file)) await fill(from, to, values)
    else await copyFile(from, to, constants.COPYFILE_EXCL)
  }
  return { name, dir, files }
}

/** A name that npm takes, from any folder's: `My Pears!` becomes `my-pears`. */
export function appNameFor(dir: string): string {
  const plain = basename(resolve(dir))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/gu, '-')
    .replaceAll(/^[-._~]+|[-._~]+$/gu, '')
  return plain === '' ? 'app' : plain
}

/** @throws TEMPLATE_CONFLICT */
async function assertFree(dir: string, files: readonly string[]): Promise<void> {
  const isThere = await Promise.all(files.map((file) => exists(join(dir, file))))
  const taken = files.filter((_, index) => isThere[index])
  if (taken.length > 0) throw PlatformErrors.TEMPLATE_CONFLICT({ dir, files: taken })
}

/** A link counts as it is, wherever it leads: writing through it would change what is elsewhere. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    },
  )
}

async function fill(from: string, to: string, values: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(from, 'utf8')
  for (const [placeholder, value] of Object.entries(values)) text = text.replaceAll(placeholder, () => value)
  await writeFile(to, text, { flag: 'wx' })
}

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where this package lies: by its own name, because a program that has this file bundled in lies elsewhere. */
export function platformFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@comice/platform/package.json'))
}

export async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(platformFolder(), 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

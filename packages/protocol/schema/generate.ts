/**
 * Writes schema.json (the record of every released shape, which hyperschema holds changes against), the codecs and
 * the TypeScript types. Run by `pnpm --filter protocol generate`.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { generate } from './generator.ts'

const PACKAGE = new URL('../', import.meta.url)
const SCHEMA_JSON = new URL('schema/schema.json', PACKAGE)

async function readSchema(): Promise<string | null> {
  try {
    return await readFile(SCHEMA_JSON, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

for (const [path, text] of Object.entries(generate(await readSchema()))) {
  await writeFile(new URL(path, PACKAGE), text)
  process.stdout.write(`${fileURLToPath(new URL(path, PACKAGE))}\n`)
}

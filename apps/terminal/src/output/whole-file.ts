/** A file that is there whole under its name, or not at all. */
import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { TerminalErrors } from '../errors.ts'

export interface WholeFile {
  readonly file: string
  readonly overwrite: boolean
  /** Permissions when it is whole. */
  readonly mode: number
}

/** `write` is given what takes the bytes, one after the other. @throws FILE_TAKEN, and what `write` throws */
export async function writeWholeFile<T>(
  { file, overwrite, mode }: WholeFile,
  write: (sink: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  if (!overwrite && existsSync(file)) throw TerminalErrors.FILE_TAKEN({ file })
  // A name that nobody can foresee, and a new file: what is there, or where a link leads, is not written over.
  const unfinished = `${file}.${crypto.randomUUID()}.unfinished`
  const handle = await open(unfinished, 'wx', 0o600)
  try {
    const done = await write(async (bytes) => void (await handle.writeFile(bytes)))
    await handle.sync()
    await handle.chmod(mode)
    await rename(unfinished, file)
    return done
  } finally {
    await handle.close()
    await rm(unfinished, { force: true })
  }
}

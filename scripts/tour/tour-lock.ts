/** One tour at a time in a clone: a second one would take the first one's people away from it. */
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import extensions from 'fs-native-extensions'

/** A kernel lock on this file, so it is gone with its process, however that ends. */
const LOCK_FILE = path.resolve('.comice/tour.lock')

/** @throws when another tour runs in this clone, with what to do about it */
export async function lockTour(): Promise<AsyncDisposable> {
  await mkdir(path.dirname(LOCK_FILE), { recursive: true })
  const file = await open(LOCK_FILE, 'a+', 0o600)
  if (!extensions.tryLock(file.fd)) {
    const pid = (await file.readFile('utf8')).trim()
    await file.close()
    throw new Error(
      `another tour is running in this clone (process ${pid}): close its window or stop it with Ctrl-C, then start again`,
    )
  }
  await file.truncate(0)
  await file.write(`${process.pid}\n`)
  return { [Symbol.asyncDispose]: () => file.close() }
}

/** Prints what of the stack the cheap entrance has loaded: every module of the stack is CommonJS, so it is in the cache. */
import { createRequire } from 'node:module'
import { readLock, resolveProfileDir } from '@comice/storage/paths'

await readLock(resolveProfileDir().dir)
const require = createRequire(import.meta.url)
process.stdout.write(`${JSON.stringify({ loaded: Object.keys(require.cache) })}\n`)

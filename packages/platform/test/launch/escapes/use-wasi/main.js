// WASI opens the folders it is given.
import { WASI } from 'node:wasi'
import { attempt, target } from './attempt.js'

await attempt(
  'a folder by WASI',
  () => new WASI({ version: 'preview1', preopens: { '/other': `${target.profile}/apps/other` } }),
)

// Loads native code, which no rule for JavaScript binds.
import { createRequire } from 'node:module'
import { attempt } from './attempt.js'

const addon = new URL('addon.node', import.meta.url).pathname
await attempt('dlopen', () => process.dlopen({ exports: {} }, addon))
await attempt('require', () => typeof createRequire(import.meta.url)(addon))
await attempt('a library of the system', () =>
  process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libm.so.6'),
)

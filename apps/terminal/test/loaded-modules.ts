/** Preloaded into a program: writes what it loads, one address a line, into the file that COMICE_TEST_LOADED names. */
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const file = process.env['COMICE_TEST_LOADED'] ?? ''

registerHooks({
  load(url, context, next) {
    appendFileSync(file, `${url}\n`)
    return next(url, context)
  },
})

// Puts itself between the platform and its runtime, and imports what is not its own.
import module, { createRequire } from 'node:module'
import { attempt, target } from './attempt.js'

const require = createRequire(import.meta.url)
await attempt(
  'a hook',
  () => typeof module.registerHooks({ resolve: (specifier, context, next) => next(specifier, context) }),
)
await attempt('a hook in a thread', () =>
  module.register('data:text/javascript,export const resolve = (a, b, c) => c(a, b)'),
)
await attempt('an import from elsewhere', () => import(target.moduleOutside))
await attempt('a require from elsewhere', () => require(target.moduleOutside))
await attempt('an import that climbs', () => import(`${'../'.repeat(32)}.${target.moduleOutside}`))
await attempt('an inner part of the runtime', () => import('@comice/runtime/src/index.ts'))
await attempt('the runtime', async () => {
  const { BROKER_VERSION } = await import('@comice/runtime')
  return BROKER_VERSION === require('@comice/runtime').BROKER_VERSION
})

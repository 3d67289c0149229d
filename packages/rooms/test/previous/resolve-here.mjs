/** Lets a file of an earlier version find the modules that the packages of this one depend on: preload it with `--import`. */
import { registerHooks } from 'node:module'

const PACKAGES = ['core', 'storage', 'rooms', 'protocol'].map(
  (name) => new URL(`../../../${name}/package.json`, import.meta.url).href,
)

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isBare = !/^(?:[./]|[a-z]+:)/u.test(specifier)
    if (!isBare || context.parentURL?.includes('/test/previous/') !== true)
      return nextResolve(specifier, context)
    for (const parentURL of PACKAGES) {
      try {
        return nextResolve(specifier, { ...context, parentURL })
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      }
    }
    return nextResolve(specifier, context)
  },
})

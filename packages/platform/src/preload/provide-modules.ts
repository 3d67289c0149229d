import { isBuiltin, registerHooks } from 'node:module'
import { sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PreloadTask } from './preload-task.ts'
import { refusal } from './refusal.ts'

/**
 * Gives the app the platform's runtime, and refuses modules from anywhere else than its own files, whether imported
 * or required. Node resolves symbolic links first, so one that leads out is refused as well.
 */
export function provideModules({ roots, provided }: PreloadTask): void {
  const folders = [...roots, ...provided.packages.map(({ folder }) => folder)]
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (isBuiltin(specifier)) return nextResolve(specifier, context)
      const file = provided.files[specifier] ?? importsOf(provided.packages, context.parentURL)?.[specifier]
      if (file !== undefined) return { url: pathToFileURL(file).href, shortCircuit: true }
      if (/^@comice\/runtime(\/|$)/.test(specifier))
        throw refusal('APP_IMPORT_REFUSED', `the runtime has no ${JSON.stringify(specifier)}`)
      const resolved = nextResolve(specifier, context)
      if (!isIn(folders, resolved.url))
        throw refusal('APP_IMPORT_REFUSED', `${JSON.stringify(specifier)} is not a file of this app`)
      return resolved
    },
  })
}

function importsOf(packages: PreloadTask['provided']['packages'], parent: string | undefined) {
  return parent === undefined ? undefined : packages.find(({ folder }) => isIn([folder], parent))?.imports
}

function isIn(folders: readonly string[], url: string): boolean {
  if (url.startsWith('node:') || url.startsWith('data:')) return true
  if (!url.startsWith('file:')) return false
  const path = fileURLToPath(url)
  return folders.some((folder) => path === folder || path.startsWith(folder + sep))
}

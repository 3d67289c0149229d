import { basename } from 'node:path'
import type { Rule } from 'eslint'

/** Names that say nothing: whatever is put there could stand anywhere. */
export const FORBIDDEN_NAMES = ['utils', 'util', 'common', 'helpers', 'helper', 'misc', 'types']

/**
 * `profile.ts`, `profile-lock.test.ts`, `comice.js`; digits are fine, capitals and underscores are not. Declarations of
 * a scoped module are named as everywhere in TypeScript: `hyperswarm__secret-stream.d.cts`.
 */
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*((\.[a-z0-9-]+)*\.[cm]?[jt]sx?|__[a-z0-9-]+\.d\.[cm]?ts)$/

/** Files are named in kebab case after what they export, and no file or folder has a name that says nothing. */
export const fileNameRule: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      kebab: '“{{name}}” is not kebab-case: name the file after its export, as in `profile-lock.ts`.',
      forbidden: '“{{name}}” says nothing: name it after what is inside.',
    },
  },
  create(context) {
    return {
      Program(node) {
        const path = context.filename.slice(context.cwd.length).replaceAll('\\', '/')
        const name = basename(path)
        if (!KEBAB_CASE.test(name)) context.report({ node, messageId: 'kebab', data: { name } })
        for (const part of path.split('/')) {
          const stem = part.split('.')[0] ?? ''
          if (FORBIDDEN_NAMES.includes(stem))
            context.report({ node, messageId: 'forbidden', data: { name: part } })
        }
      },
    }
  },
}

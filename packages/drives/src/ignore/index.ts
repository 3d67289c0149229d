/**
 * Ignore rules of folders, for whoever walks one. Small, and without the peer-to-peer parts.
 *
 * ```ts
 * import { readIgnoreRules } from '@comice/drives/ignore'
 *
 * const rules = await readIgnoreRules(process.cwd(), { always: ['.git'] })
 * console.log(rules.ignores('.git', 'folder'))
 * ```
 *
 * @packageDocumentation
 */
export {
  type IgnoreOptions,
  type IgnoreRules,
  innerIgnoreRules,
  pathMatcher,
  readIgnoreRules,
  rooted,
} from './ignore-rules.ts'

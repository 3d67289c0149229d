/**
 * What a hostile writer calls the files of a drive. Whatever writes files of others to a disk tries all of it:
 *
 * ```ts
 * import { HOSTILE_NAMES } from '@comice/drives/testing'
 * import { refusePath } from '@comice/drives'
 *
 * for (const [key, reason] of HOSTILE_NAMES) console.log(refusePath(key) === reason)
 * ```
 *
 * @packageDocumentation
 */
export { CLASHING_NAMES, HOSTILE_NAMES } from './hostile-names.ts'

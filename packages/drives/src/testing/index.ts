/**
 * What a hostile writer calls the files of a drive. Whatever writes files of others to a disk tries all of it:
 *
 * ```ts
 * import { HOSTILE_NAMES } from '@comice/drives/testing'
 * import { refusePath } from '@comice/drives'
 *
 * for (const [key, reason] of HOSTILE_NAMES) if (refusePath(key) !== reason) throw new Error(key)
 * ```
 *
 * @packageDocumentation
 */
export { CLASHING_NAMES, HOSTILE_NAMES } from './hostile-names.ts'

/**
 * The cheap part of `@comice/storage`, for programs that only look: where a profile is and who holds it. It loads no
 * native module and opens nothing.
 *
 * @packageDocumentation
 */
export {
  profilePaths,
  resolveProfileDir,
  type ProfileLocation,
  type ProfilePaths,
  type ResolveProfileOptions,
} from './paths.ts'
export { readLock, type LockOwner } from '../lock/owner.ts'

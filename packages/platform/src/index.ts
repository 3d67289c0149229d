/**
 * Apps from peer to peer: stage, release, seed, fetch, confine and run them, by link.
 *
 * @module
 */
export { CHANNELS } from './constants.ts'
export { PlatformErrors } from './errors.ts'
// release
export { type AppDrive, createAppDrive, openAppDrive } from './release/app-drive.ts'
export {
  currentRelease,
  type ReadReleasesOptions,
  readReleases,
  type ReleaseLog,
} from './release/read-releases.ts'
export type { Release, ReleaseProblem, ReleaseProblemCode } from './release/release.ts'
export {
  type DrivePart,
  type ReleasedVersion,
  type VersionVerdict,
  verifyVersion,
  type VerifyVersionOptions,
} from './release/verify-version.ts'

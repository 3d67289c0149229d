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
// author
export {
  type AppInfo,
  type AppName,
  type Author,
  createAuthor,
  type DumpAppOptions,
  type ReachOptions,
  type ReleaseAppOptions,
  type RollbackOptions,
  type StageAppOptions,
} from './author/author.ts'
export type { ChangelogEntry } from './author/changelog.ts'
export type { DumpOptions, DumpResult } from './author/dump.ts'
export type { Seeding, SeedingStatus } from './author/seeding.ts'
export type { ReadProjectOptions } from './project/project.ts'
export type { Problem } from './project/walk-folder.ts'
export type { StageChange, StageResult } from './stage/stage.ts'
export type { StageProgress } from './stage/stage-progress.ts'

/**
 * Apps from peer to peer: stage, release, seed, fetch, confine and run them, by link.
 *
 * @module
 */
export { createBroker, type CreateBrokerOptions } from './broker/broker.ts'
export type {
  AppUpdate,
  Broker,
  BrokerApp,
  BrokerCallbacks,
  BrokerCost,
  BrokerPermissions,
  BrokerQuota,
  MessageBus,
  WorkerProcess,
} from './broker/broker-contract.ts'
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
export type { AppSeeder, AppSeeders } from './author/seeders.ts'
export type { Seeding, SeedingStatus } from './author/seeding.ts'
export type { ReadProjectOptions } from './project/project.ts'
export type { Problem } from './project/walk-folder.ts'
export type { StageChange, StageResult } from './stage/stage.ts'
export type { StageProgress } from './stage/stage-progress.ts'
// permission and consent
export {
  type Consent,
  type ConsentGap,
  type ConsentQuestion,
  type Consents,
  openConsents,
} from './consent/consent.ts'
export { NO_PERMISSIONS, parsePermissions, type Permissions } from './permission/permission.ts'
export { addedPermissions, grows, permissionsHash } from './permission/permission-set.ts'
export { words } from './permission/words.ts'
// checkout
export type {
  Asked,
  Checkout,
  CheckoutFile,
  CheckoutOptions,
  CheckoutProgress,
  CheckoutSource,
  CheckoutVersion,
  RefusedEntry,
} from './checkout/checkout.ts'
export { damagedFiles, readCheckout } from './checkout/checkout-record.ts'
export { materialise } from './checkout/materialise.ts'
export type { Refusal } from './checkout/safe-path.ts'
// install and update
export { type AppPaths, appPaths } from './install/app-paths.ts'
export { type AppRecords, openAppRecords, type VersionId } from './install/app-records.ts'
export { createInstalls, type InstallsOptions } from './install/create-installs.ts'
export type { FetchOptions } from './install/fetch-version.ts'
export type { InstalledApp, Installs, OpenedApp, OpenOptions, StartReport } from './install/install.ts'
export { createUpdates } from './update/create-updates.ts'
export type { Trouble, Updates, UpdateState } from './update/update.ts'
// storage
export type { AppStorage, GcResult, RunningVersion, StorageInfo } from './storage/app-storage.ts'
export { type AppStorageOptions, createAppStorage } from './storage/create-app-storage.ts'

// sandbox and run
export {
  CONFINEMENT_TEXT,
  confinementOf,
  LAYERS,
  type Confinement,
  type Layer,
  type LayerState,
  type Layers,
} from './sandbox/layer.ts'
export { detectLayers, type Detected } from './sandbox/detect-layers.ts'
export { type Bubblewrap, type GivenPath } from './sandbox/bubblewrap.ts'
export { type NodeImage } from './sandbox/node-image.ts'
export { type Confined, type ConfineOptions } from './sandbox/confine.ts'
export { type Command, type Limits } from './sandbox/limits.ts'
export { launchSpec, type LaunchOptions, type LaunchSpec } from './launch/launch-spec.ts'
export { spawnApp, type AppStream, type RunningApp, type SpawnAppOptions } from './launch/spawn-app.ts'
export { outcomeError, type Outcome } from './launch/outcome.ts'

// ---- window ----
export {
  type AppWindow,
  type AppWindowAddress,
  type AppWindowOptions,
  type PageCheckout,
  startAppWindow,
} from './window/app-window.ts'
// runs, and all of it
export { createPlatform, type Platform } from './platform/platform.ts'
export type { HeldQuestion } from './runs/holder.ts'
export type {
  ActiveRun,
  AppFace,
  Give,
  Prepared,
  PrepareOptions,
  ReadyRun,
  RunEnd,
  RunQuestion,
  RunRequest,
  Runs,
  StartedWindow,
  WindowEnd,
  WindowHold,
} from './runs/runs.ts'

/** Installed apps: what a profile knows of an app, and what opening one gives. */
import type { AppEntry, AppVersion } from '@comice/protocol'
import type { Checkout } from '../checkout/checkout.ts'
import type { Permissions } from '../permission/permission.ts'
import type { AppType, Manifest } from '../project/manifest.ts'
import type { VersionId } from './app-records.ts'
import type { FetchOptions } from './fetch-version.ts'

/** An app of this profile. */
export interface InstalledApp extends AppEntry {
  /** z-base-32 of its key. */
  readonly id: string
  /** `pear://` and the key. */
  readonly link: string
}

export interface OpenOptions extends FetchOptions {
  /** The release line to follow. Default: the one that it follows, `stable` at first. */
  readonly channel?: string | undefined
  /** Run this length of the drive, once. It does not change what the app runs otherwise. */
  readonly checkout?: number | undefined
  /** Run an update that was fetched. Default true. */
  readonly update?: boolean | undefined
}

/** An app that is ready to run. */
export interface OpenedApp {
  readonly app: InstalledApp
  /** What runs: `app.current`, unless another version was asked for. */
  readonly version: AppVersion
  readonly checkout: Checkout
  readonly manifest: Manifest
  /** What this version asks for. */
  readonly permissions: Permissions
  /** Whether this profile did not know it before. */
  readonly isNew: boolean
}

/** What a start came to. */
export interface StartReport {
  readonly version: VersionId
  /** `started`: it ran for long enough, or ended well. */
  readonly outcome: 'started' | 'failed'
  /** Of a failure, in words. */
  readonly reason?: string
}

/** What an app says of itself. */
export interface AppDescription {
  readonly name: string
  readonly type: AppType
  /** `description` of its package.json, on one line; empty without. */
  readonly summary: string
  /** What it asks for; null while its files are away. */
  readonly permissions: Permissions | null
  /** Folder of its checkout; null while it is away. */
  readonly dir: string | null
  /** `pear.icon`, whatever its author wrote there. */
  readonly icon: unknown
}

/** The apps of a peer. */
export interface Installs {
  /**
   * Makes an app ready to run: from the disk when it is there, else from peers.
   * @param target a link, an alias, or the start of a key
   * @throws LINK_INVALID, APP_NOT_FOUND, APP_AMBIGUOUS, APP_UNREACHABLE, APP_NOT_RELEASED, APP_VERSION_REFUSED,
   *   CHECKOUT_TOO_LARGE, CHECKOUT_NO_SPACE, CHECKOUT_ABORTED, DRIVE_DAMAGED
   */
  open(target: string, options?: OpenOptions): Promise<OpenedApp>
  /**
   * As {@link open}, without peers: null when something would have to be fetched, or looked up in the drive.
   * @throws LINK_INVALID, APP_NOT_FOUND, APP_AMBIGUOUS, APP_NOT_RELEASED
   */
  openAtHand(target: string, options?: OpenOptions): Promise<OpenedApp | null>
  /** All of them, the last opened first. */
  list(): Promise<InstalledApp[]>
  /** @throws APP_NOT_FOUND, APP_AMBIGUOUS */
  info(target: string): Promise<InstalledApp>
  /** What the version that runs says of itself; texts are its author's, safe to show on one line. @throws as {@link info} */
  describe(target: string): Promise<AppDescription>
  /** Stays on the version that it runs, or follows its channel again. @throws APP_NOT_FOUND, APP_AMBIGUOUS */
  pin(target: string, isPinned: boolean): Promise<InstalledApp>
  /** @throws APP_ALIAS_TAKEN, NAME_INVALID, APP_NOT_FOUND, APP_AMBIGUOUS */
  rename(target: string, alias: string): Promise<InstalledApp>
  /** Goes back to the version that ran before `current`, which waits as `next`: for when its permissions are refused. */
  decline(target: string): Promise<InstalledApp>
  /**
   * Says how a start went. A version that failed is not taken again while there is a good one, and that one is
   * `current` from now on.
   */
  reportStart(target: string, report: StartReport): Promise<{ app: InstalledApp; isFallback: boolean }>
  /**
   * Forgets an app: its record, its checkouts, and its blocks unless they are our own or `keeps` them. Its storage
   * stays unless `storage` is true. @throws APP_IN_USE, APP_NOT_FOUND, APP_AMBIGUOUS
   */
  remove(target: string, options?: { storage?: boolean }): Promise<void>
}

/** What an author does with an app: make it, stage it, release it, take a release back, keep it available, look at it. */
import { join } from 'node:path'
import type { Peer } from '@comice/core'
import { encodeKey, formatLink, isEqualBytes, parseLink } from '@comice/protocol'
import { MAX_CHANGELOG_BYTES, MAX_MANIFEST_BYTES, RELEASE_TIMEOUT_MS, STABLE_CHANNEL } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { appPaths } from '../install/app-paths.ts'
import { chooseVersion } from '../install/choose-version.ts'
import { searchPeers } from '../install/search.ts'
import { parseManifest } from '../project/manifest.ts'
import { readProject, type ReadProjectOptions } from '../project/project.ts'
import { type AppDrive, createAppDrive, openAppDrive } from '../release/app-drive.ts'
import { appendRelease, checkOurs } from '../release/append-release.ts'
import { readReleases } from '../release/read-releases.ts'
import type { Release, ReleaseProblem } from '../release/release.ts'
import { verifyVersion } from '../release/verify-version.ts'
import { stage, type StageOptions, type StageResult } from '../stage/stage.ts'
import { type ChangelogEntry, changesOf, parseChangelog } from './changelog.ts'
import { dump, type DumpOptions, type DumpResult, pathOfLink } from './dump.ts'
import { notesFrom, rollbackTarget } from './choose-release.ts'
import { readDriveFile } from './read-drive-file.ts'
import { type AppSeeders, createAppSeeders } from './seeders.ts'
import { type Seeding, startSeeding } from './seeding.ts'

/** An app by its key. */
export interface AppName {
  /** 32 bytes. */
  readonly key: Uint8Array
}

export interface StageAppOptions
  extends AppName, ReadProjectOptions, Pick<StageOptions, 'dryRun' | 'channel' | 'signal' | 'onprogress'> {}

export interface ReleaseAppOptions extends AppName {
  /** Default `stable`. */
  readonly channel?: string
  /** For people. Default: the version in the package.json that is staged. */
  readonly version?: string
  /** What is new. Default: what the CHANGELOG.md that is staged says of the version, cut to what fits. */
  readonly notes?: string
}

export interface RollbackOptions extends AppName {
  /** Default `stable`. */
  readonly channel?: string
  /** The version to go back to, as it was released on the channel. Default: the one before the current. */
  readonly to?: string
  readonly notes?: string
}

export interface AppInfo {
  readonly id: string
  readonly link: string
  /** Whether this profile can write it. */
  readonly isOurs: boolean
  /** Of the package.json in the newest version; null when there is none that can be read. */
  readonly name: string | null
  readonly version: string | null
  readonly fork: number
  readonly length: number
  /** Connected peers that share it. */
  readonly peers: number
  /** What is current on each channel. */
  readonly channels: readonly { readonly channel: string; readonly release: Release }[]
  readonly releases: readonly Release[]
  /** What is wrong with the log of releases. */
  readonly problem: ReleaseProblem | null
}

export interface ReachOptions {
  /** Waiting for the app's peers, ms, when the app is not ours. Default 10,000; 0 looks at what is here. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface DumpAppOptions extends DumpOptions, ReachOptions {
  /** The app, and perhaps its version and a path in it. */
  readonly link: string
  /** Which version, where the link names none: a length, what is staged, or a channel's release. Default `stable`. */
  readonly checkout?: number | 'staged' | (string & {})
}

/** See {@link createAuthor}. */
export interface Author extends AsyncDisposable {
  /** A new app; with a name, the app of that name in this profile. */
  touch(options?: { readonly name?: string }): Promise<{ readonly key: Uint8Array; readonly link: string }>
  /** @throws PROJECT_INVALID, DEPENDENCY_MISSING, DEPENDENCY_CIRCLE, and what stage() throws */
  stage(dir: string, options: StageAppOptions): Promise<StageResult>
  /**
   * From then on this peer gives the app whenever it runs, until {@link Author.withdraw}.
   * @throws APP_NOT_OURS, APP_ROLLED_BACK, RELEASE_EMPTY, RELEASE_INVALID, RELEASE_LOG_BROKEN, RELEASES_FULL
   */
  release(options: ReleaseAppOptions): Promise<Release>
  /** Releases an older version again. @throws RELEASE_UNKNOWN, RELEASE_GONE, and what release throws */
  rollback(options: RollbackOptions): Promise<Release>
  /** Asking twice for the same app gives the same. */
  seed(options: AppName): Promise<Seeding>
  /** Who gives the app beside those who run it. */
  readonly seeders: AppSeeders
  /** Seeds all that this peer gives whenever it runs. For the start of it. */
  resume(): Promise<void>
  /** Ends that this peer gives the app, now and when it runs again. False when it did not. */
  withdraw(options: AppName): Promise<boolean>
  /** Also of apps of others. @throws APP_UNREACHABLE */
  info(options: AppName & ReachOptions): Promise<AppInfo>
  /** The CHANGELOG.md of the newest version, by version; empty when there is none. @throws APP_UNREACHABLE */
  changelog(options: AppName & ReachOptions): Promise<ChangelogEntry[]>
  /** @throws LINK_INVALID, APP_UNREACHABLE, APP_NOT_RELEASED, APP_VERSION_REFUSED, DUMP_TARGET, DUMP_NOTHING, … */
  dump(options: DumpAppOptions): Promise<DumpResult>
  /** Ends all seeding. Idempotent. */
  close(): Promise<void>
}

/** The author's side of apps, on `peer`; it ends with the peer. */
export function createAuthor(peer: Peer): Author {
  const seedings = new Map<string, Promise<Seeding>>()
  const close = async () => {
    const open = [...seedings.values()]
    seedings.clear()
    await Promise.allSettled(open.map(async (seeding) => (await seeding).close()))
  }
  peer.beforeClose(close)
  const seeders = createAppSeeders(peer)
  const us = peer.identity.device.publicKey
  const seed = (key: Uint8Array) => seedApp(peer, seedings, key)
  return {
    seeders,
    touch: (options) => touch(peer, options?.name),
    stage: (dir, options) => stageApp(peer, dir, options),
    release: async (options) => {
      const release = await releaseApp(peer, options)
      await seeders.add(options.key, us)
      await seed(options.key)
      return release
    },
    rollback: (options) => rollbackApp(peer, options),
    seed: ({ key }) => seed(key),
    resume: async () => {
      for (const { app, seeder } of await seeders.all()) {
        if (!isEqualBytes(seeder, us)) continue
        await seed(app).catch((error: unknown) => {
          peer.logger.warn({ error: String(error), app: encodeKey(app) }, 'an app of our own is not given')
        })
      }
    },
    withdraw: async ({ key }) => {
      const wasGiven = await seeders.remove(key, us)
      if (wasGiven) await (await seedings.get(encodeKey(key)))?.close()
      return wasGiven
    },
    info: (options) => appInfo(peer, options),
    changelog: (options) => appChangelog(peer, options),
    dump: (options) => dumpApp(peer, options),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function touch(peer: Peer, name: string | undefined) {
  await using app = await createAppDrive(peer, name)
  return { key: app.key, link: formatLink({ key: app.key }) }
}

async function stageApp(peer: Peer, dir: string, options: StageAppOptions): Promise<StageResult> {
  const { key, include = [], ...rest } = options
  const project = await readProject(dir, { include })
  await using app = await openAppDrive(peer, key)
  const cacheFile = join(appPaths(peer.profile.dir, key).dir, 'stage.json')
  return await stage({ ...rest, app, project, cacheFile })
}

async function releaseApp(peer: Peer, options: ReleaseAppOptions): Promise<Release> {
  const { key, channel = STABLE_CHANNEL } = options
  await using app = await openAppDrive(peer, key)
  await checkOurs(app)
  const version = options.version ?? (await readName(app, 0)).version
  if (version === null) throw PlatformErrors.RELEASE_EMPTY({ app: app.id })
  const notes = options.notes ?? notesFrom(changesOf(await readChangelog(app, 0), version))
  return await appendRelease(app, peer.identity, { channel, version, notes, now: peer.now() })
}

async function rollbackApp(peer: Peer, options: RollbackOptions): Promise<Release> {
  const { key, channel = STABLE_CHANNEL, to, notes = '' } = options
  await using app = await openAppDrive(peer, key)
  await checkOurs(app)
  const { releases } = await readReleases(app, { timeoutMs: 0 })
  const target = rollbackTarget(releases, { channel, to })
  const verdict = await verifyVersion(app, target, { timeoutMs: 0 })
  if (verdict.kind !== 'verified') {
    throw PlatformErrors.RELEASE_GONE({ version: target.version, verdict: verdict.kind })
  }
  const { version } = target
  return await appendRelease(app, peer.identity, { channel, version, notes, of: target, now: peer.now() })
}

async function seedApp(
  peer: Peer,
  seedings: Map<string, Promise<Seeding>>,
  key: Uint8Array,
): Promise<Seeding> {
  const id = encodeKey(key)
  const known = seedings.get(id)
  if (known !== undefined) return known
  const starting = openAppDrive(peer, key).then((app) => {
    const seeding = startSeeding(peer, app)
    const close = async () => {
      seedings.delete(id)
      await seeding.close()
    }
    return { ...seeding, close, [Symbol.asyncDispose]: close }
  })
  seedings.set(id, starting)
  starting.catch(() => seedings.delete(id))
  return starting
}

function appInfo(peer: Peer, options: AppName & ReachOptions): Promise<AppInfo> {
  return withApp(peer, options, async (app, timeoutMs) => {
    const { releases, problem } = await readReleases(app, { timeoutMs })
    const channels = [...new Map(releases.map((release) => [release.channel, release]))]
    const { core } = app.drive
    return {
      id: app.id,
      link: formatLink({ key: app.key }),
      isOurs: app.isWritable,
      ...(await readName(app, timeoutMs)),
      fork: core.fork,
      length: core.length,
      peers: core.peers.length,
      channels: channels.map(([channel, release]) => ({ channel, release })),
      releases,
      problem,
    }
  })
}

function appChangelog(peer: Peer, options: AppName & ReachOptions): Promise<ChangelogEntry[]> {
  return withApp(peer, options, readChangelog)
}

function dumpApp(peer: Peer, { link: text, checkout = STABLE_CHANNEL, ...options }: DumpAppOptions) {
  const link = parseLink(text)
  return withApp(peer, { ...options, key: link.key }, async (app, timeoutMs) => {
    const named = checkout === 'staged' ? app.drive.core.length : checkout
    const length = typeof named === 'number' ? named : null
    const exact = link.length !== null ? link : length === null ? null : { ...link, length, fork: null }
    const channel = typeof named === 'string' ? named : STABLE_CHANNEL
    const choice = await chooseVersion(app, { channel, exact, timeoutMs })
    if (choice === null) throw PlatformErrors.APP_NOT_RELEASED({ what: 'nobody sent what proves a version' })
    return dump({ peer, app, version: choice.version, path: pathOfLink(link) }, options)
  })
}

/** Runs `work` with an app, about which its peers were asked when it is not ours. @throws APP_UNREACHABLE */
async function withApp<T>(
  peer: Peer,
  { key, timeoutMs = RELEASE_TIMEOUT_MS, signal }: AppName & ReachOptions,
  work: (app: AppDrive, timeoutMs: number) => Promise<T>,
): Promise<T> {
  await using app = await openAppDrive(peer, key)
  if (app.isWritable) return await work(app, 0)
  if (timeoutMs === 0) return await work(app, 0)
  await using search = searchPeers(peer, app)
  await search.find({ timeoutMs, signal })
  return await work(app, timeoutMs)
}

async function readName(
  app: AppDrive,
  timeoutMs: number,
): Promise<{ name: string | null; version: string | null }> {
  const bytes = await readDriveFile(app, '/package.json', { maxBytes: MAX_MANIFEST_BYTES, timeoutMs })
  const manifest = bytes === null ? null : parseManifest(bytes)
  if (manifest?.ok !== true) return { name: null, version: null }
  return { name: manifest.value.name, version: manifest.value.version }
}

async function readChangelog(app: AppDrive, timeoutMs: number): Promise<ChangelogEntry[]> {
  const options = { maxBytes: MAX_CHANGELOG_BYTES, timeoutMs }
  const bytes = await readDriveFile(app, '/CHANGELOG.md', options)
  return bytes === null ? [] : parseChangelog(Buffer.from(bytes).toString('utf8'))
}

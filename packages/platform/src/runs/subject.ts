/** What a request names: an app that was fetched and verified, or a folder of the user's own. */
import { readFile, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { type AppVersion, encodeKey, sanitizeText } from '@comice/protocol'
import { hash } from 'hypercore-crypto'
import { FOLDER_KEY_LABEL, LOCAL_CHANNEL } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { shownName } from '../install/app-manifest.ts'
import type { OpenedApp } from '../install/install.ts'
import { parsePermissions, type Permissions } from '../permission/permission.ts'
import { type InstalledPackage, resolveDependencies } from '../project/dependencies.ts'
import { type Manifest, parseManifest } from '../project/manifest.ts'
import type { AppFace } from './runs.ts'

/** Something that can be run, whoever made it. */
export interface Subject {
  /** Of its drive; of a folder, one that stands for its path. */
  readonly key: Uint8Array
  /** Whom consent and storage are for: an identity, the drive's key where nobody signed, the key of a folder. */
  readonly owner: Uint8Array
  /** Null for a folder. */
  readonly version: AppVersion | null
  /** Its files, absolute, without links. */
  readonly dir: string
  /** What a folder's links lead to. */
  readonly readable: readonly string[]
  readonly manifest: Manifest
  readonly permissions: Permissions
  readonly face: AppFace
}

export function openedSubject({ app, version, checkout, manifest, permissions }: OpenedApp): Subject {
  return {
    ...{
      key: app.key,
      owner: version.authorKey,
      version,
      dir: checkout.dir,
      readable: [],
      manifest,
      permissions,
    },
    face: {
      ...faceOf(manifest, app.id),
      link: app.link,
      version: sanitizeText(version.version === '' ? manifest.version : version.version),
      channel: app.channel,
      author: version.isAttested ? encodeKey(version.authorKey) : null,
    },
  }
}

/** @throws PROJECT_INVALID, DEPENDENCY_MISSING, PERMISSIONS_INVALID */
export async function folderSubject(path: string): Promise<Subject> {
  const dir = await realpath(path).catch((error: unknown) => {
    throw PlatformErrors.PROJECT_INVALID({ reason: 'it does not exist' }, { cause: error })
  })
  const manifest = await readManifest(dir)
  const key = hash([Buffer.from(FOLDER_KEY_LABEL), Buffer.from(dir)])
  const packages = await resolveDependencies(dir, manifest.json)
  return {
    key,
    owner: key,
    version: null,
    dir,
    readable: linkedFolders(dir, packages),
    manifest,
    permissions: permissionsOf(manifest),
    face: {
      ...faceOf(manifest, encodeKey(key)),
      link: null,
      version: manifest.version,
      channel: LOCAL_CHANNEL,
      author: null,
    },
  }
}

async function readManifest(dir: string): Promise<Manifest> {
  const bytes = await readFile(join(dir, 'package.json')).catch((error: unknown) => {
    throw PlatformErrors.PROJECT_INVALID({ reason: 'it has no package.json' }, { cause: error })
  })
  const manifest = parseManifest(bytes)
  if (!manifest.ok) throw PlatformErrors.PROJECT_INVALID({ reason: sanitizeText(manifest.code) })
  return manifest.value
}

function permissionsOf({ json }: Manifest): Permissions {
  const { pear } = json as { pear?: unknown }
  const isObject = typeof pear === 'object' && pear !== null && Object.hasOwn(pear, 'permissions')
  return parsePermissions(isObject ? (pear as { permissions: unknown }).permissions : undefined)
}

function faceOf(manifest: Manifest, id: string): Pick<AppFace, 'id' | 'name' | 'type'> {
  return { id, name: shownName(manifest), type: manifest.type }
}

/**
 * Where Node finds what the packages of a folder import, when they are linked from elsewhere (pnpm, workspaces): the
 * `node_modules` that each lies in, since its own packages are linked beside it, or the package itself.
 */
function linkedFolders(dir: string, root: InstalledPackage): string[] {
  const folders = new Set<string>()
  const seen = new Set<InstalledPackage>([root])
  for (const installed of seen) {
    for (const needed of installed.needs.values()) seen.add(needed)
    if (installed === root || installed.dir.startsWith(dir + sep)) continue
    const holder = holderOf(installed)
    folders.add(holder.endsWith(`${sep}node_modules`) ? holder : installed.dir)
  }
  return [...folders]
}

function holderOf({ name, dir }: InstalledPackage): string {
  return name.startsWith('@') ? dirname(dirname(dir)) : dirname(dir)
}

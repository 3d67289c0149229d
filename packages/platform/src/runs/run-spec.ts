/** How the processes of a run are started: their launch specs, and in them what the app is told of itself. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseLink } from '@comice/protocol'
import { APP_VARIABLE } from '@comice/runtime/wire'
import { WORKER_MEMORY_BYTES } from '../constants.ts'
import { type LaunchOptions, type LaunchSpec, launchSpec } from '../launch/launch-spec.ts'
import { moduleFile } from '../launch/main-file.ts'
import type { GivenPath } from '../sandbox/bubblewrap.ts'
import { detectLayers } from '../sandbox/detect-layers.ts'
import { appInfo } from './app-info.ts'
import { confinementFor } from './question.ts'
import type { RunRequest } from './runs.ts'
import type { Subject } from './subject.ts'

/** What runs, for whom, and where it keeps its things. */
export interface RunPlace {
  readonly subject: Subject
  readonly request: RunRequest
  readonly storageDir: string
  /** What the user gave to it. */
  readonly given: readonly GivenPath[]
}

/** Of the first process; null when the app is a page and nothing else. @throws what {@link launchSpec} throws */
export async function runSpec(place: RunPlace): Promise<LaunchSpec | null> {
  const { subject, request, storageDir } = place
  const { main, page } = subject.manifest
  if (page === main) return null
  await mkdir(join(storageDir, 'files'), { recursive: true, mode: 0o700 })
  const { args = [], inspect } = request
  return processSpec(place, { args, ...(inspect === undefined ? {} : { inspect, accept: 'seat-belt' }) })
}

/** Of a worker, which has the same layers and the same folder. @throws WORKER_MODULE_INVALID, and as {@link runSpec} */
export async function workerSpec(
  place: RunPlace,
  { path, args }: { path: string; args: readonly string[] },
): Promise<LaunchSpec> {
  const main = await moduleFile(place.subject.dir, path)
  return processSpec(place, { main, args, joins: true, memoryBytes: WORKER_MEMORY_BYTES })
}

type ProcessOptions = Pick<LaunchOptions, 'main' | 'joins' | 'memoryBytes' | 'inspect' | 'accept'> & {
  readonly args: readonly string[]
}

async function processSpec(
  { subject, request, storageDir, given }: RunPlace,
  options: ProcessOptions,
): Promise<LaunchSpec> {
  const { layers } = await detectLayers()
  const spec = await launchSpec({
    ...{ app: subject.face.name, checkout: subject.dir, readable: subject.readable },
    ...{ files: join(storageDir, 'files'), full: subject.permissions.full },
    accept: confinementFor(subject, layers),
    given,
    ...options,
  })
  const { args } = options
  const dev = subject.version === null
  const info = appInfo({ subject, spec, args, given, path: requestPath(request), dev })
  return { ...spec, env: { ...spec.env, [APP_VARIABLE]: JSON.stringify(info) } }
}

/** The path of the link of a request, or the one that a folder is tried by; of an alias there is none. */
export function requestPath({ target, folder, path: tried = '' }: RunRequest): string {
  if (folder === true) return tried.startsWith('/') ? tried : `/${tried}`
  const path = target.includes('://') ? parseLink(target).pathname : ''
  return path === '' ? '/' : path
}

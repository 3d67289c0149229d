/** How the process of a run is started: its launch spec, and in it what the app is told of itself. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseLink } from '@comice/protocol'
import { APP_VARIABLE } from '@comice/runtime/wire'
import { type LaunchSpec, launchSpec } from '../run/launch-spec.ts'
import { detectLayers } from '../sandbox/detect-layers.ts'
import { appInfo } from './app-info.ts'
import { confinementFor } from './question.ts'
import type { RunRequest } from './runs.ts'
import type { Subject } from './subject.ts'

/** Null when the app is a page and nothing else. @throws what {@link launchSpec} throws */
export async function runSpec(
  subject: Subject,
  request: RunRequest,
  storageDir: string,
): Promise<LaunchSpec | null> {
  const { main, page } = subject.manifest
  if (page === main) return null
  const files = join(storageDir, 'files')
  await mkdir(files, { recursive: true, mode: 0o700 })
  const { args = [], inspect } = request
  const { layers } = await detectLayers()
  const spec = await launchSpec({
    ...{ app: subject.face.name, checkout: subject.dir, readable: subject.readable, args, files },
    ...{ full: subject.permissions.full, accept: confinementFor(subject, layers) },
    ...(inspect === undefined ? {} : { inspect, accept: 'seat-belt' as const }),
  })
  const dev = subject.version === null
  const info = appInfo({ subject, spec, args, path: requestPath(request), dev })
  return { ...spec, env: { ...spec.env, [APP_VARIABLE]: JSON.stringify(info) } }
}

/** The path of the link of a request, or the one that a folder is tried by; of an alias there is none. */
export function requestPath({ target, folder, path: tried = '' }: RunRequest): string {
  if (folder === true) return tried.startsWith('/') ? tried : `/${tried}`
  const path = target.includes('://') ? parseLink(target).pathname : ''
  return path === '' ? '/' : path
}

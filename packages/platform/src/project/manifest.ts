/** `package.json` as an app has it: Pear's fields in it, and what a stage and a run need of npm's. */
import { failure, type Result, success } from '@comice/protocol'
import { MAX_MANIFEST_BYTES, MAX_PACKAGE_NAME_CHARS, MAX_PACKAGE_VERSION_CHARS } from '../constants.ts'

/**
 * A terminal app is run by Node. A window app is a page, and where `main` is a program, a backend as well:
 *
 * | `pear.type` | `main` | `pear.page` | backend | page |
 * |---|---|---|---|---|
 * | `window`, or absent | `index.html` | absent | none | `index.html` |
 * | `window` | `backend.js` | absent | `backend.js` | `index.html` |
 * | `window` | `backend.js` | `ui/main.html` | `backend.js` | `ui/main.html` |
 */
export type AppType = 'terminal' | 'window'

export interface Manifest {
  readonly name: string
  /** semver. */
  readonly version: string
  /** The program or page that is run, as a path of the drive: `/index.js`. */
  readonly main: string
  readonly type: AppType
  /** The page of a window app, as a path of the drive; it is `main` where there is no backend. Null in a terminal. */
  readonly page: string | null
  /** `pear.stage`: what else is left out, and if not empty, what alone is taken. */
  readonly stage: { readonly ignore: readonly string[]; readonly only: readonly string[] }
  /** Everything, as it was written. Nothing in it but the fields above is checked. */
  readonly json: Readonly<Record<string, unknown>>
}

const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/u
// https://semver.org, its own expression without the captures.
const VERSION =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/u

/** Total: takes any bytes. The failure is a sentence for the author. */
export function parseManifest(bytes: Uint8Array): Result<Manifest> {
  if (bytes.byteLength > MAX_MANIFEST_BYTES) {
    return failure(`package.json has ${bytes.byteLength} bytes, more than ${MAX_MANIFEST_BYTES}`)
  }
  const json = parseJson(bytes)
  if (!json.ok) return json
  try {
    return success(readFields(json.value))
  } catch (error) {
    if (error instanceof FieldError) return failure(error.message)
    throw error
  }
}

class FieldError extends Error {}

type Json = Readonly<Record<string, unknown>>

function parseJson(bytes: Uint8Array): Result<Json> {
  try {
    const json: unknown = JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/u, ''),
    )
    return isObject(json) ? success(json) : failure('package.json is not an object')
  } catch (error) {
    // V8's texts repeat the source, line ends and all.
    return failure(`package.json is no JSON: ${(error as Error).message.replace(/\s+/gu, ' ')}`)
  }
}

function readFields(json: Json): Manifest {
  const pear = optionalObject(json['pear'], 'pear')
  const stage = optionalObject(pear['stage'], 'pear.stage')
  const main = readFile(json['main'] ?? 'index.js', 'main')
  const type = readType(pear['type'], main)
  return {
    name: readName(json['name']),
    version: readVersion(json['version']),
    main,
    type,
    page: readPage(pear['page'], { main, type }),
    stage: {
      ignore: readPaths(stage['ignore'], 'pear.stage.ignore'),
      only: readPaths(stage['only'], 'pear.stage.only'),
    },
    json,
  }
}

/** Whether an app can be called that: what npm takes as the name of a package. */
export function isAppName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_PACKAGE_NAME_CHARS && NAME.test(name)
}

function readName(name: unknown): string {
  if (name === undefined) throw new FieldError('package.json has no "name"')
  if (!isAppName(name)) {
    throw new FieldError(
      `the "name" in package.json must be like my-app or @me/my-app, in lower case; it is ${shown(name)}`,
    )
  }
  return name
}

function readVersion(version: unknown): string {
  if (version === undefined) throw new FieldError('package.json has no "version"')
  if (typeof version !== 'string' || version.length > MAX_PACKAGE_VERSION_CHARS || !VERSION.test(version)) {
    throw new FieldError(
      `the "version" in package.json must be one of semver, such as 1.0.0; it is ${shown(version)}`,
    )
  }
  return version
}

function readFile(file: unknown, field: 'main' | 'pear.page'): string {
  const wrong = `the "${field}" in package.json must be a file below the app's folder; it is ${shown(file)}`
  if (typeof file !== 'string' || file.includes('\0') || file.includes('\\')) throw new FieldError(wrong)
  const names = file.split('/').filter((name) => name !== '' && name !== '.')
  if (names.length === 0 || names.includes('..')) throw new FieldError(wrong)
  return `/${names.join('/')}`
}

const HTML = /\.html?$/u

function readType(type: unknown, main: string): AppType {
  const isPage = HTML.test(main)
  if (type === 'terminal' && isPage)
    throw new FieldError('"pear.type" in package.json is "terminal", but "main" is a page')
  if (type === 'terminal' || type === 'window') return type
  if (type === undefined) return isPage ? 'window' : 'terminal'
  throw new FieldError(`"pear.type" in package.json must be "terminal" or "window"; it is ${shown(type)}`)
}

function readPage(page: unknown, { main, type }: { main: string; type: AppType }): string | null {
  if (type === 'terminal') {
    if (page === undefined) return null
    throw new FieldError('"pear.page" in package.json is for apps whose "pear.type" is "window"')
  }
  if (HTML.test(main)) {
    if (page === undefined) return main
    throw new FieldError('"main" in package.json is the page already, so "pear.page" must not be there')
  }
  const file = readFile(page ?? 'index.html', 'pear.page')
  if (HTML.test(file)) return file
  throw new FieldError(`the "pear.page" in package.json must end in .html; it is ${shown(page)}`)
}

function readPaths(paths: unknown, field: string): readonly string[] {
  if (paths === undefined) return []
  const list: unknown[] = Array.isArray(paths) ? paths : [paths]
  if (list.every((path): path is string => typeof path === 'string' && path !== '')) return list
  throw new FieldError(`"${field}" in package.json must be a list of paths`)
}

function optionalObject(value: unknown, field: string): Json {
  if (value === undefined) return {}
  if (isObject(value)) return value
  throw new FieldError(`"${field}" in package.json must be an object`)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/**
 * Where an app's window is. Each app has a host name of its own below `localhost`, made of the whole app key, so no two
 * apps have an origin, and with it storage, service workers or broadcast channels, in common, whatever their ports.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { encodeKey } from '@comice/protocol'
import { PlatformErrors } from '../errors.ts'

/** `<52 characters>.localhost`; a label of DNS may have 63. */
export function windowHost(appKey: Uint8Array): string {
  return `${encodeKey(appKey)}.localhost`
}

const PORT_FILE = 'port'

/**
 * The port that this app's window had before, or 0. An origin ends with its port, so what a page stored is there again
 * only when the port is the same.
 */
export async function rememberedPort(dir: string): Promise<number> {
  const text = await readFile(path.join(dir, PORT_FILE), 'utf8').catch(() => '')
  const port = /^\d{4,5}$/.test(text) ? Number(text) : 0
  return port >= 1024 && port <= 65_535 ? port : 0
}

export async function rememberPort(dir: string, port: number): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await writeFile(path.join(dir, PORT_FILE), String(port), { mode: 0o600 })
}

const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]', 'localhost']

/** An origin as it may stand in a policy, and nothing that is more than an origin. @throws WINDOW_ORIGIN_INVALID */
export function checkedOrigin(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSecure = url?.protocol === 'https:'
  const isLoopback = url?.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname)
  // A host may not hold what ends or begins something in a header.
  if (url === null || url.origin !== text || !(isSecure || isLoopback) || /[;,\s'"*]/.test(url.host))
    throw PlatformErrors.WINDOW_ORIGIN_INVALID({})
  return url
}

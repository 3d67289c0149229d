/** What a connection is forwarded to: `host:port`, `unix:/path`, or the name of something that is exposed. */
import { isIP } from 'node:net'
import path from 'node:path'
import { RemoteErrors } from '../errors.ts'

export type Target =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'name'; readonly name: string }

const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|[._-](?=[\p{L}\p{N}]))*$/u
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/u

/** @throws TARGET_INVALID */
export function parseTarget(text: string): Target {
  const target = tryTarget(text)
  if (typeof target === 'string') throw RemoteErrors.TARGET_INVALID({ reason: target })
  return target
}

/** One text for each target, so that grants can be compared with it. */
export function formatTarget(target: Target): string {
  switch (target.kind) {
    case 'tcp':
      return `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
    case 'unix':
      return `unix:${target.path}`
    case 'name':
      return target.name
  }
}

/** Or what is wrong with it. */
export function tryTarget(text: string): Target | string {
  if (text.startsWith('unix:')) return unixTarget(text.slice('unix:'.length))
  const at = text.lastIndexOf(':')
  if (at === -1) return NAME.test(text) ? { kind: 'name', name: text } : 'a name has other characters'
  const port = Number(text.slice(at + 1))
  if (!/^\d{1,5}$/u.test(text.slice(at + 1)) || port < 1 || port > 65_535) return 'a port is 1 to 65535'
  const host = hostOf(text.slice(0, at).toLowerCase())
  return host === null ? 'no name or address of a host' : { kind: 'tcp', host, port }
}

function hostOf(text: string): string | null {
  if (text.startsWith('[') && text.endsWith(']')) {
    const bare = text.slice(1, -1)
    return isIP(bare) === 6 ? bare : null
  }
  return isIP(text) === 4 || HOST_NAME.test(text) ? text : null
}

function unixTarget(file: string): Target | string {
  if (!file.startsWith('/') || file.includes('\0')) return 'the path of a socket begins with a slash'
  // One spelling: what is granted must be what is opened.
  return path.posix.normalize(file) === file ? { kind: 'unix', path: file } : 'a path without . and ..'
}

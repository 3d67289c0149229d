/** What machines may do and have done, as people say it. */
import type { AuditView, GrantView } from '@comice/host'
import { shortKey } from '../format/text.ts'

/** What is given, with the reach of it. */
export const CAPABILITIES = {
  shell: {
    title: 'A shell',
    text: 'a terminal here, as you: everything that you can do',
    scope: null,
  },
  exec: {
    title: 'Commands',
    text: 'programs run here as you, any or one of them',
    scope: { label: 'Which program', placeholder: 'any program', isNeeded: false },
  },
  forward: {
    title: 'A service',
    text: 'connections to one address, such as a web server that runs here',
    scope: {
      label: 'Which address, or what it is exposed as',
      placeholder: '127.0.0.1:8080',
      isNeeded: true,
    },
  },
  listen: {
    title: 'A way in',
    text: 'it listens at one address here, and who connects to that gets to it',
    scope: { label: 'Which address', placeholder: '127.0.0.1:8080', isNeeded: true },
  },
  copy: {
    title: 'Files',
    text: 'a folder with all in it, or one file, read and written from there',
    scope: { label: 'Which folder or file', placeholder: '/srv/pears', isNeeded: true },
  },
  pipe: {
    title: 'A pipe',
    text: 'the other end of a pipe that waits here for it',
    scope: null,
  },
} as const

export type Capability = keyof typeof CAPABILITIES

export const isCapability = (text: string): text is Capability => Object.hasOwn(CAPABILITIES, text)

/** What is behind the path of files that can be read alone. */
const READ_ONLY = ':ro'

/** What is chosen for somebody. */
export interface Permitted {
  readonly capability: Capability
  /** As it is written in the field for it. */
  readonly reach: string
  /** Of files: they are not written. */
  readonly isReadOnly: boolean
}

/** As the node takes it: `exec:git`, `copy:/srv/pears:ro`. */
export function permissionText({ capability, reach, isReadOnly }: Permitted): string {
  const scope = CAPABILITIES[capability].scope === null ? '' : reach.trim()
  if (scope === '') return capability
  return `${capability}:${scope}${capability === 'copy' && isReadOnly ? READ_ONLY : ''}`
}

/** Whether it is all of one's files that somebody gets with it. */
export function givesAll({ capability, reach, isReadOnly }: Permitted): boolean {
  if (capability === 'copy') return reach.trim() === '/' && !isReadOnly
  return capability === 'shell' || (capability === 'exec' && reach.trim() === '')
}

/** `Commands: git`, from `exec:git`; `Files: /srv/pears, only to read`, from `copy:/srv/pears:ro`. */
export function permissionTitle(what: string): string {
  const at = what.indexOf(':')
  const capability = at === -1 ? what : what.slice(0, at)
  const title = isCapability(capability) ? CAPABILITIES[capability].title : capability
  if (at === -1) return title
  const scope = what.slice(at + 1)
  if (capability !== 'copy' || !scope.endsWith(READ_ONLY)) return `${title}: ${scope}`
  return `${title}: ${scope.slice(0, -READ_ONLY.length)}, only to read`
}

export function whoIs({ kind, key, name }: Pick<GrantView, 'kind' | 'key' | 'name'>): string {
  if (name !== null) return name
  return `${kind === 'identity' ? 'the person ' : ''}${shortKey(key)}`
}

/** What happened, in a few words. */
export function auditTitle({ kind, capability, what, how }: AuditView): string {
  const thing = permissionTitle(capability)
  const of = what === '' || what === capability ? '' : ` · ${what}`
  if (kind === 'refused') return `Refused: ${thing}${of}`
  return `${thing}${of}${kind === 'began' ? ' began' : ` ended${how === undefined ? '' : `, ${how}`}`}`
}

/** How long a grant lasts, as offered, in ms; null: until it is taken back. */
export const LASTS = [
  { value: 'hour', label: '1 hour', ms: 3_600_000 },
  { value: 'day', label: '1 day', ms: 86_400_000 },
  { value: 'month', label: '30 days', ms: 30 * 86_400_000 },
  { value: 'ever', label: 'Until I end it', ms: null },
] as const

export type Lasts = (typeof LASTS)[number]['value']

/** What one calls a machine: the node says why another text is none. */
export const NAME_HINT = 'Letters and digits, with dots, dashes and underscores between them.'

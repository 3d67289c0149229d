/** What can be granted, as people write it: `exec`, `exec:git`, `forward:web`. */
import type { Permission } from '@comice/core'
import { LIMITS } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import { formatTarget, tryTarget } from '../forward/target.ts'

/** How the scope of a capability is read. Null when it is none. */
const SCOPES: Readonly<Record<string, (text: string) => string | null>> = {
  exec: (text) => (/^[^\0\n]+$/u.test(text) ? text : null),
  shell: () => null,
  pipe: () => null,
  forward: (text) => {
    const target = tryTarget(text)
    return typeof target === 'string' ? null : formatTarget(target)
  },
}

/** Everything that a machine can let others do. */
export const REMOTE_CAPABILITIES: ReadonlySet<string> = new Set(Object.keys(SCOPES))

/** @throws CAPABILITY_INVALID */
export function parsePermission(text: string): Permission {
  const at = text.indexOf(':')
  const capability = at === -1 ? text : text.slice(0, at)
  const read = Object.hasOwn(SCOPES, capability) ? SCOPES[capability] : undefined
  if (read === undefined) throw RemoteErrors.CAPABILITY_INVALID({ reason: `there is no ${capability}` })
  if (at === -1) return { capability }
  const scope = text.length > LIMITS.MAX_SCOPE_BYTES ? null : read(text.slice(at + 1))
  if (scope === null)
    throw RemoteErrors.CAPABILITY_INVALID({ reason: `what follows ${capability}: is not as expected` })
  return { capability, scope }
}

export function formatPermission({ capability, scope }: Permission): string {
  return scope === undefined ? capability : `${capability}:${scope}`
}

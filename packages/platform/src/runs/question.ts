/** Whether the user has to be asked before a run, and what. */
import type { Consents } from '../consent/consent.ts'
import { words } from '../permission/words.ts'
import { NO_PERMISSIONS } from '../permission/permission.ts'
import { type Confinement, confinementOf, type Layers } from '../sandbox/layer.ts'
import type { RunQuestion } from './runs.ts'
import type { Subject } from './subject.ts'

/** How well an app with these permissions will be held here. */
export function confinementFor({ permissions }: Subject, layers: Layers): Confinement {
  return permissions.full ? 'full' : confinementOf(layers)
}

/**
 * What is to be asked, or null. A folder of the user's own is only asked about when it wants everything: what is in it
 * the user could run anyway.
 */
export async function questionFor(
  subject: Subject,
  { consents, confinement }: { consents: Consents; confinement: Confinement },
): Promise<RunQuestion | null> {
  const { key, owner, permissions, face, version } = subject
  const isOwn = version === null
  if (isOwn && !permissions.full) return null
  const unconfined = confinement !== 'confined'
  const gap = await consents.gap({ app: key, author: owner, permissions, unconfined })
  if (gap === null) return null
  const isAdded = gap.reason === 'permissions' && gap.added !== NO_PERMISSIONS
  return {
    app: face,
    reason: gap.reason,
    words: words(permissions),
    added: isAdded ? words(gap.added) : [],
    confinement,
    typed: unconfined ? face.name : null,
  }
}

import type { Installs } from '../install/install.ts'
import { type Outcome, outcomeError } from '../launch/outcome.ts'
import type { Subject } from './subject.ts'

/** Notes how a start went; null is well so far. Returns whether the version before it runs from now on. */
export async function reportStart(
  installs: Installs,
  { version, face }: Subject,
  outcome: Outcome | null,
): Promise<boolean> {
  if (version === null) return false
  const failed = outcome?.kind === 'failed-to-start'
  const { isFallback } = await installs.reportStart(face.id, {
    version,
    outcome: failed ? 'failed' : 'started',
    ...(failed ? { reason: outcomeError(face.name, outcome)?.message ?? '' } : {}),
  })
  return isFallback
}

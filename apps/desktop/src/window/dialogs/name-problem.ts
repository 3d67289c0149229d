/** Why a name cannot be used, before the node is asked. */
import { LIMITS } from '@comice/protocol'
import { byteLength } from '../format/text.ts'

/** A sentence, or null when the name is fine or still empty. */
export function nameProblem(name: string): string | null {
  const over = byteLength(name.trim()) - LIMITS.MAX_NAME_BYTES
  return over > 0 ? `Too long by ${over} bytes: names have at most ${LIMITS.MAX_NAME_BYTES}.` : null
}

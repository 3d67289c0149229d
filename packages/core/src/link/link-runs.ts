/**
 * Another device of the same person, by a short code. Two runs of CPace on one connection, which is encrypted and under keys
 * that are used for nothing else:
 *
 * | purpose              | secret              | who has the identity sends     | the new device sends |
 * | -------------------- | ------------------- | ------------------------------ | -------------------- |
 * | `comice/link`        | the code            | nothing                        | its device key       |
 * | `comice/link/gift`   | key of the first run| a `link-gift`: its identity's proof for it, the keys of its home | nothing |
 *
 * The second begins only when the first has shown at both ends that the other one has the code; so a proof is made for a
 * device whose owner has read the code, and for no other. They meet under the code's number, see code/code.ts.
 */
import type { Result } from '@comice/protocol'
import type { PeerConnection } from '../network/connection.ts'
import { createGuessLimit, type GuessLimit } from '../pake/guess-limit.ts'
import { type PakeFailure, type PakeOutcome, runPake } from '../pake/run-pake.ts'

/** What the number of a code is hashed with. */
export const LINK_TOPIC = 'link'

/** `mine`: the new device's key; left out by the end that gives the code. */
export function runCode(
  connection: PeerConnection,
  { secret, guesses, mine }: { secret: Uint8Array; guesses: GuessLimit; mine?: Uint8Array },
): Promise<Result<PakeOutcome, PakeFailure>> {
  return runPake(connection, {
    purpose: 'comice/link',
    secret,
    guesses,
    ...(mine !== undefined && { data: mine }),
  })
}

/** Hands over a link-gift, or takes it when there is none to hand over. */
export function runGift(
  connection: PeerConnection,
  key: Uint8Array,
  gift?: Uint8Array,
): Promise<Result<PakeOutcome, PakeFailure>> {
  return runPake(connection, {
    purpose: 'comice/link/gift',
    secret: key,
    guesses: createGuessLimit({ max: 1 }),
    ...(gift !== undefined && { data: gift }),
  })
}

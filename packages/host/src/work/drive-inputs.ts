/** What works on drives take in common. */
import { z } from 'zod'
import { given } from '../api/given.ts'
import { MAX_PLACE_CHARS } from '../constants.ts'

/** A link, or `name[@version|@tag]:[/path]`; where drives are asked for a bare name too, where folders may be a path. */
export const place = z.string().min(1).max(MAX_PLACE_CHARS)

/** Absolute. */
export const localPath = z.string().min(1).max(4096)

/** Names that are written: those that every system can hold, or this one. */
export const names = z.enum(['portable', 'native']).optional()

/** In ms: how long nobody may answer. */
export const timeoutMs = z.number().int().min(0).max(3_600_000).optional()

/** How long a drive's peers are waited for. */
export function reach(
  { timeoutMs: timeout }: { timeoutMs?: number | undefined },
  { signal }: { signal: AbortSignal },
): { timeoutMs?: number; silenceMs?: number; signal: AbortSignal } {
  return { ...given({ timeoutMs: timeout, silenceMs: timeout }), signal }
}

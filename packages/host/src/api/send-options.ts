/** How a code is offered; what the values may be, the engine says in words. */
import { z } from 'zod'

export const sendOptions = {
  receivers: z.number().int().min(1).max(1000).optional(),
  expiresInMs: z.number().int().min(1).optional(),
  number: z.number().int().min(1).max(9999).optional(),
}

/** The user's names for people. */
import { LIMITS } from '@comice/protocol'
import { z } from 'zod'
import type { ContactView } from '../personal/contacts.ts'
import { states } from './states.ts'
import { procedure, router } from './trpc.ts'

const name = z.string().min(1).max(LIMITS.MAX_NAME_BYTES)
/** A name in the book, or an identity. */
const contact = z
  .string()
  .min(1)
  .max(LIMITS.MAX_NAME_BYTES * 2)

export const contactsRouter = router({
  list: procedure.query(({ ctx }): Promise<ContactView[]> => ctx.services.contacts.list()),

  /** The book now, and after each change by any device of the user. */
  watch: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<ContactView[]> {
    const { contacts } = ctx.services
    const ending = signal ?? new AbortController().signal
    yield* states(contacts, () => contacts.list(), { ctx, ending })
  }),

  /** Calls an identity something. */
  add: procedure
    .input(z.object({ name, identity: z.string().min(1).max(128) }))
    .mutation(({ ctx, input }) => ctx.services.contacts.add(input.name, input.identity)),

  remove: procedure
    .input(z.object({ contact }))
    .mutation(({ ctx, input }) => ctx.services.contacts.remove(input.contact)),

  /** Whom a name in the book, or a key, means. */
  find: procedure.input(z.object({ contact })).query(async ({ ctx, input }) => {
    const identity = await ctx.services.contacts.find(input.contact)
    return { identity, name: await ctx.services.contacts.nameOf(identity) }
  }),
})

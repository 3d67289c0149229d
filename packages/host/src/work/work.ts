/**
 * Long work for a local program, on a connection of its own: see the frames in `@comice/protocol`. What is found or
 * read goes out as fast as the program takes it; how far the work is, and what came of it, are the states of
 * `api/work-states.ts`.
 */
import type { z } from 'zod'
import type { Services } from '../services/services.ts'

/** What a work has while it runs. */
export interface Job<Item, Progress> {
  readonly services: Services
  /** Aborts when the program is gone. */
  readonly signal: AbortSignal
  /** What the program sends. */
  readonly contents: AsyncIterable<Uint8Array>
  readonly onprogress: (progress: Progress) => void
  /** Resolves when there is room for the next. */
  readonly item: (item: Item) => Promise<void>
  /** As `item`, for whoever cannot wait. */
  readonly tell: (item: Item) => void
  /** Resolves when there is room for more. */
  readonly send: (bytes: Uint8Array) => Promise<void>
}

/** Something that takes long, or says much. */
export interface Work<Input, Item, Progress, Value> {
  readonly input: z.ZodType<Input>
  /** Whether it reads what the program sends. */
  readonly takesContents: boolean
  readonly run: Run<Input, Item, Progress, Value>
}

type Run<Input, Item, Progress, Value> = (input: Input, job: Job<Item, Progress>) => Promise<Value>

/** Work that sends. */
export function work<Input, Item, Progress, Value>(
  input: z.ZodType<Input>,
  run: Run<Input, Item, Progress, Value>,
): Work<Input, Item, Progress, Value> {
  return { input, takesContents: false, run }
}

/** Work that reads what the program sends. */
export function readingWork<Input, Item, Progress, Value>(
  input: z.ZodType<Input>,
  run: Run<Input, Item, Progress, Value>,
): Work<Input, Item, Progress, Value> {
  return { input, takesContents: true, run }
}

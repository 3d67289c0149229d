/** What the composer is for at the moment. */
import type { Message } from './timeline.ts'

export type Writing =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly to: Message }
  | { readonly kind: 'edit'; readonly message: Message }

export const NEW: Writing = { kind: 'new' }

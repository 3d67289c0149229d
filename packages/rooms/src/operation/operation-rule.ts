/**
 * What a kind of operation means: who may do it, and what it does to the view. One file per kind beside this one;
 * a new kind is a struct in @comice/protocol, a file here and a line in operation-rules.ts.
 */
import type { KnownOperation, MemberRecord } from '@comice/protocol'
import type { SystemPoint } from '@comice/storage'
import type { ViewBatch } from '../view/view-batch.ts'

export type OperationKind = KnownOperation['kind']

export type OperationOf<Kind extends OperationKind> = Extract<KnownOperation, { kind: Kind }>

/** Who wrote an operation: found by the core it stands in, never by what it says. */
export interface Author {
  readonly person: MemberRecord
  readonly deviceKey: Uint8Array
}

/** Where an operation stands and what it may change. */
export interface OperationContext {
  readonly view: ViewBatch
  /** Null when the core belongs to no member. */
  readonly author: Author | null
  /** The core it stands in. */
  readonly writerKey: Uint8Array
  /** Its block there. */
  readonly index: number
  readonly roomKey: Uint8Array
  /** Version of the room's format at this place. */
  readonly roomVersion: number
  /** Lets a core write from here on. */
  readonly admitWriter: (writerKey: Uint8Array) => Promise<void>
  /** From that state on the core it stands in signs the order, where that can be: see `handOver` in @comice/storage. */
  readonly handOver: (point: SystemPoint) => Promise<unknown>
  /** Ends applying: the room needs a later version of this program. */
  readonly stopForUpgrade: () => void
}

/** The context of an operation whose author is known. */
export type AuthoredContext = OperationContext & { readonly author: Author }

/**
 * Both functions are deterministic: no clock, no randomness, nothing but the operation and the context. They throw
 * only when the view itself cannot be read or written.
 */
export interface OperationRule<Kind extends OperationKind> {
  /** Whether the author may do this now. What is refused is counted and ignored. */
  authorise(operation: OperationOf<Kind>, context: OperationContext): boolean | Promise<boolean>
  /** Changes the view. Called after `authorise` said yes. */
  apply(operation: OperationOf<Kind>, context: OperationContext): void | Promise<void>
}

/** A rule that needs an author, which all have but the one that makes the room. */
export interface AuthoredRule<Kind extends OperationKind> {
  authorise(operation: OperationOf<Kind>, context: AuthoredContext): boolean | Promise<boolean>
  apply(operation: OperationOf<Kind>, context: AuthoredContext): void | Promise<void>
}

/** Refuses what has no author. */
export function authored<Kind extends OperationKind>(rule: AuthoredRule<Kind>): OperationRule<Kind> {
  return {
    authorise: (operation, context) => hasAuthor(context) && rule.authorise(operation, context),
    apply: async (operation, context) => {
      if (hasAuthor(context)) await rule.apply(operation, context)
    },
  }
}

function hasAuthor(context: OperationContext): context is AuthoredContext {
  return context.author !== null
}

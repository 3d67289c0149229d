/** True when two types are the same; `any` is the same as nothing but itself. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles when the assertion holds. */
export function holds<Assertion extends true>(): Assertion | undefined {
  return undefined
}

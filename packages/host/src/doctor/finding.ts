/** What `comice doctor` has looked at. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** What was found. */
  readonly found: string
  /** What to do, when it is not ok, or to have it better. */
  readonly advice?: string
}

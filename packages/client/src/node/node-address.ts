/** What `@comice/host/launch` returns. */
export interface NodeAddress {
  readonly socketPath: string
  readonly token: string
}

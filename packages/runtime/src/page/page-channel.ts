/**
 * What a page and its backend need of whatever joins them: messages in order, and a writer that waits for its reader.
 * The node has one for each connected page and the backend the other end; between them is the broker's pipe.
 */

export interface PageChannel {
  /**
   * Gives a message of at most {@link MAX_PAGE_MESSAGE_BYTES} to the other end. Messages arrive in the order of the
   * calls. Resolves when there is room for another, so whoever waits for it cannot flood; rejects when it is closed.
   */
  send(message: Uint8Array): Promise<void>
  /** What the other end sent, once. Not reading is what holds the writer back. Ends when either end closes. */
  readonly messages: AsyncIterable<Uint8Array>
  /** Ends it for both. Twice is once. */
  close(): void
}

/** Where the node gets the channel of a page that has just connected. */
export interface PageBackend {
  /** A channel to the backend; waits for a backend that is just starting again, as long as `signal` allows. */
  open(signal: AbortSignal): Promise<PageChannel>
  /**
   * After a channel has ended, or could not be opened: whether the backend comes back. Waits until that is known, which
   * is at most as long as a process takes to end. Absent: it does.
   */
  comesBack?(): Promise<boolean>
}

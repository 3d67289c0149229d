/** What the driver asks of a peer that is a process of its own, and how it travels. Both sides' programs answer it. */

export interface HostPort {
  host: string
  port: number
}

export interface OpenInput {
  readonly dir: string
  /** Null: no network. */
  readonly bootstrap: readonly HostPort[] | null
  /** The plain program on a store that syncs to disk as ours does. Ours always does. */
  readonly isDurable?: boolean
  /** Whether ours may move bulk to TCP. Default true. */
  readonly fastPaths?: boolean
  /** Whether the plain program may skip history. Ours always may. */
  readonly isFastForward?: boolean
}

/** A moment on the machine's monotonic clock, which its processes share, ms. */
export type Moment = number

export interface Usage {
  readonly cpuMs: number
  readonly rssBytes: number
  /** Most it ever had. */
  readonly peakRssBytes: number
  readonly heapBytes: number
  /** Received over all connections so far, protocol of the transport included. */
  readonly receivedBytes: number
}

export interface Timed {
  readonly ms: number
  readonly cpuMs: number
}

/** Each call resolves when it is done. */
export interface PeerCalls {
  open(input: OpenInput): Promise<void>
  /** Announces itself under the topic. */
  listen(input: { topic: string }): Promise<void>
  /** Looks up the topic; resolves when the first connection is open, with when that was and when it began. */
  dial(input: { topic: string }): Promise<{ startedAt: Moment; connectedAt: Moment }>
  /** Makes a room. The last one made or opened is the one that the other calls mean. */
  create(input: { name: string }): Promise<void>
  /** Opens all rooms that an earlier process made. */
  reopen(input: object): Promise<void>
  invite(input: object): Promise<string>
  /** Begins to join: what the member must {@link admit}, or null when the invite does that. */
  ask(input: { invite: string }): Promise<{ writer: string | null; startedAt: Moment }>
  admit(input: { writer: string }): Promise<void>
  /** Resolves when this peer may write. */
  joined(input: object): Promise<void>
  /** From now on this peer shows its user what is said. */
  follow(input: object): Promise<void>
  /** `saidAt`: when the promise of saying it was kept. */
  say(input: { text: string }): Promise<{ calledAt: Moment; saidAt: Moment }>
  /** Resolves when this peer shows that message to its user. Needs {@link follow}. */
  seen(input: { text: string }): Promise<Moment>
  /** Says so many, numbered from `from` on; all at once, or by the stack's own batches when `batch` is given. */
  sayMany(input: { count: number; batch?: number; from?: number }): Promise<{ ms: number; cpuMs: number }>
  /** Resolves when the newest page ends with that text: with when, and when the first connection was open. */
  page(input: { limit: number; last: string }): Promise<{ at: Moment; connectedAt: Moment; messages: number }>
  /** CPU time so far, ms. */
  cpu(input: object): Promise<number>
  /** After a garbage collection. */
  usage(input: object): Promise<Usage>
  close(input: object): Promise<void>
}

/** Of members of a room that is large in some way. */
export interface RoomCalls {
  /** Resolves when this peer shows so many messages: with when. */
  count(input: { count: number }): Promise<Moment>
  /** Resolves when this peer can show a list of its rooms, which are so many, and is reachable for all of them. */
  shown(input: { count: number }): Promise<void>
  /** How many messages this peer shows. */
  messages(input: object): Promise<number>
  /** A digest of all texts in their order. */
  order(input: object): Promise<string>
  /** Pages back from the message with that number, until so many were read. */
  scroll(input: { before: number; limit: number; count: number }): Promise<Timed>
  /** Makes what searching needs, for all that is on this disk, in that file. */
  index(input: { file: string }): Promise<Timed>
  /** Finds the newest 50 messages with these words, so many times: how long each took. */
  search(input: { words: string; times: number }): Promise<{ readonly hits: number; readonly each: Timed[] }>
  /** Resolves when this process has had nothing to do for a while. */
  quiet(input: object): Promise<void>
}

/** Of authors and users of apps; the plain program has a drive for an app. */
export interface AppCalls {
  /** Makes an app, or the plain program's drive; its link. */
  makeApp(input: { name: string }): Promise<string>
  /** Makes the app equal to a folder. */
  stage(input: { dir: string }): Promise<Timed>
  /** What was staged is what users get. */
  release(input: object): Promise<void>
  /** Announces the app. */
  seed(input: object): Promise<void>
  /** Fetches an app that was never seen here; the plain program into that folder. */
  fetchApp(input: { link: string; dir: string }): Promise<Timed>
  /** Fetches the newest version; with `isNewer`, one after the one that is here, which has been staged but may not be known yet. */
  updateApp(input: { link: string; dir: string; isNewer?: boolean }): Promise<Timed>
  /** Starts the app in that folder behind its walls, with a broker; the plain program is one itself. */
  startApp(input: { dir: string }): Promise<void>
  /** CPU time is that of the app, and of the program that serves it. */
  tellApp(input: Asking): Promise<Timed & { readonly value: unknown }>
}

/** What an app is told to do with its core, or the plain program with its own. */
export type Asking =
  | { readonly action: 'open'; readonly key?: string }
  | { readonly action: 'join'; readonly topic: string; readonly server: boolean }
  | { readonly action: 'fill' | 'append'; readonly blocks: number; readonly bytes: number }
  | { readonly action: 'download' | 'get' | 'getMany'; readonly blocks: number }

/** Of peers that move much at once. */
export interface BulkCalls {
  /** Makes a core of so many blocks of random bytes; its key in hex. */
  makeCore(input: { blocks: number; blockBytes: number }): Promise<string>
  /** Fetches all of a core that is not here. */
  fetchCore(input: { key: string; blocks: number }): Promise<Timed & { readonly path: string }>
  /** Reads so many bytes that the other end sends on a stream of the peer's own, from the moment in which it asks. */
  readBytes(input: { bytes: number }): Promise<Timed & { readonly path: string }>
}

/** Of machines and of who uses them. */
export interface RemoteCalls {
  deviceKey(input: object): Promise<string>
  /** Calls a device by a name. */
  know(input: { name: string; key: string }): Promise<void>
  /** Grants a device something, in the words of `comice grant`. */
  allow(input: { key: string; what: string }): Promise<void>
  /** Forwards a port of loopback to a target at a machine; the port. */
  forward(input: { peer: string; target: string }): Promise<number>
  /** Runs a command at a machine so often, one after the other, each to its exit and the end of its output: how long each took, ms. */
  runMany(input: { peer: string; argv: [string, ...string[]]; count: number }): Promise<number[]>
  /** Types so many keys on a terminal at a machine: how long each took to come back, ms. */
  typeMany(input: { peer: string; count: number }): Promise<number[]>
}

export type AnyCalls = PeerCalls & RoomCalls & AppCalls & BulkCalls & RemoteCalls

export type CallName = keyof AnyCalls

export interface CallMessage {
  readonly id: number
  readonly name: CallName
  readonly input: unknown
}

export interface AnswerMessage {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

export function momentNow(): Moment {
  return Number(process.hrtime.bigint()) / 1e6
}

/** The text of the n-th message of an import: like a line of chat. */
export function lineOf(number: number): string {
  return `message ${number}: the pears by the south wall are ripe, who comes to pick them on Saturday?`
}

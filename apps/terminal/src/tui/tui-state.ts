/** What the full screen shows, as one value; every change makes a new one. */
import type { FoundMessage, Present, RoomSnapshot, RoomView } from '@comice/host'
import type { Message } from '../output/transcript.ts'
import { type Editing, NOTHING_WRITTEN } from './edit-text.ts'
import type { ForwardView } from './forward.ts'
import type { ReportView } from './report-message.ts'

export type Focus = 'rooms' | 'writing' | 'messages'

/** What is being written in a room, kept while others are shown. */
export interface Draft {
  readonly editing: Editing
  readonly replyTo: Message | null
  /** The own message that it is to replace. */
  readonly edits: Message | null
}

export const NO_DRAFT: Draft = { editing: NOTHING_WRITTEN, replyTo: null, edits: null }

export interface ThreadView {
  readonly root: Message
  readonly replies: readonly Message[]
  readonly isWhole: boolean
}

export interface SearchView {
  readonly editing: Editing
  readonly hits: readonly FoundMessage[]
  readonly selected: number
  /** A moment that was typed, in ms since 1970. */
  readonly moment: number | null
  /** How many messages were searched of how many; null before the first answer. */
  readonly extent: { readonly searched: number; readonly total: number } | null
}

/** Lines that may be more than the screen has. */
export interface Scrolled {
  /** The first one that is shown, from 0; the screen takes it back to the last that has a full screen below it. */
  readonly from: number
}

export type Overlay =
  | ({ readonly kind: 'help' } & Scrolled)
  | ({ readonly kind: 'members' } & Scrolled)
  | ({ readonly kind: 'search' } & SearchView)
  | ({ readonly kind: 'thread' } & ThreadView)
  | { readonly kind: 'react'; readonly message: Message; readonly editing: Editing }
  | { readonly kind: 'delete'; readonly message: Message }
  | ({ readonly kind: 'forward' } & ForwardView)
  | ({ readonly kind: 'report' } & ReportView)

export interface OpenRoom {
  readonly id: string
  readonly snapshot: RoomSnapshot | null
  readonly messages: readonly Message[]
  readonly isAtEnd: boolean
  /** Number of the first message that was not read when the room was opened. */
  readonly firstUnread: number | null
  /** Id of the message that the keys are about. */
  readonly selected: string | null
  readonly present: readonly Present[]
}

export interface TuiState {
  /** Null before they are known. */
  readonly rooms: readonly RoomView[] | null
  readonly open: OpenRoom | null
  readonly focus: Focus
  /** Which room of the list the keys are about. */
  readonly listed: number
  readonly overlay: Overlay | null
  readonly drafts: ReadonlyMap<string, Draft>
  /** Lines of something that was done or went wrong, until the next key. */
  readonly notice: { readonly isError: boolean; readonly lines: readonly string[] } | null
}

export const FIRST_STATE: TuiState = {
  rooms: null,
  open: null,
  focus: 'writing',
  listed: 0,
  overlay: null,
  drafts: new Map(),
  notice: null,
}

/** The draft of a room, by default the one that is shown; without a room, what is written is a command. */
export function draftOf({ open, drafts }: TuiState, room = open?.id ?? ''): Draft {
  return drafts.get(room) ?? NO_DRAFT
}

export function selectedMessage({ open }: TuiState): Message | null {
  return open?.messages.find(({ id }) => id === open.selected) ?? null
}

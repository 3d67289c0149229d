/** The state of the full screen, and what changes it: news of the node, and what the keys ask for. */
import { SharedDraft, subscribe, toComiceError } from '@comice/client'
import type { NoticeChoice, Present, RoomSnapshot, RoomView } from '@comice/host'
import { TUI_PAGE_MESSAGES } from '../constants.ts'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'
import { type Editing, written } from './edit-text.ts'
import { RoomPages } from './room-pages.ts'
import { ShownPresence } from './shown-presence.ts'
import { TuiNews } from './tui-news.ts'
import {
  type Draft,
  draftOf,
  FIRST_STATE,
  NO_DRAFT,
  type OpenRoom,
  type Overlay,
  type TuiState,
} from './tui-state.ts'

export interface TuiModelOptions {
  /** Draws the user's attention from elsewhere. The text is safe for a terminal. */
  readonly ring: (text: string) => void
}

export class TuiModel {
  readonly session: Session
  /** Resolves when the user has had enough, or throws what ended the connection to the node. */
  readonly ended: Promise<void>
  #finish: () => void = () => undefined
  #break: (error: Error) => void = () => undefined
  readonly #listeners = new Set<() => void>()
  readonly #presence: ShownPresence
  #leaveRoom = new AbortController()
  #draft: SharedDraft | null = null
  #state = FIRST_STATE
  readonly #news: TuiNews
  pages: RoomPages | null = null

  constructor(session: Session, { ring }: TuiModelOptions) {
    this.session = session
    this.#news = new TuiNews(ring)
    this.#presence = new ShownPresence(session.api)
    this.ended = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#break = reject
    })
  }

  get state(): TuiState {
    return this.#state
  }

  get api(): Session['api'] {
    return this.session.api
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): TuiState => this.#state

  set(change: Partial<TuiState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  setOpen(change: Partial<OpenRoom>): void {
    const { open } = this.#state
    if (open !== null) this.set({ open: { ...open, ...change } })
  }

  /** @param room by default the one that is shown */
  setDraft(change: Partial<Draft>, room = this.#state.open?.id ?? ''): void {
    const drafts = new Map(this.#state.drafts)
    const draft = { ...draftOf(this.#state, room), ...change }
    drafts.set(room, draft)
    this.set({ drafts })
    if (isShared(draft) && room === this.#state.open?.id) this.#draft?.changed()
  }

  /** Takes over what was typed, and lets others see that somebody types. */
  write(editing: Editing): void {
    const isMore = editing.text.length > draftOf(this.#state).editing.text.length
    this.setDraft({ editing })
    if (isMore && !editing.text.startsWith('/')) this.#presence.type()
  }

  said(): void {
    this.#presence.said()
  }

  setOverlay(overlay: Overlay | null): void {
    this.set({ overlay })
  }

  /** Keys do not know how much is shown: what went past the end of help, or of the members, is back at it. */
  scrollBack(end: number | null): void {
    const { overlay } = this.#state
    if (end === null || (overlay?.kind !== 'help' && overlay?.kind !== 'members')) return
    if (overlay.from > end) this.setOverlay({ ...overlay, from: end })
  }

  note(...lines: readonly string[]): void {
    this.set({ notice: { isError: false, lines } })
  }

  fail(error: unknown): void {
    const { message, hint } = toComiceError(error)
    const lines = [peerText(message), ...(hint === undefined ? [] : [`→ ${peerText(hint)}`])]
    this.set({ notice: { isError: true, lines } })
  }

  /** Does it, and shows why it could not be done. */
  run(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.fail(error))
  }

  end(): void {
    this.#finish()
  }

  /** Follows the rooms until the end. */
  start(signal: AbortSignal): void {
    const follow = async () => {
      for await (const rooms of subscribe<undefined, RoomView[]>(this.api.rooms.watchAll, undefined, {
        signal,
      }))
        this.#takeRooms(rooms)
    }
    const followChoice = async () => {
      const choices = subscribe<undefined, NoticeChoice>(this.api.rooms.notices.watch, undefined, { signal })
      for await (const { bell } of choices) this.#news.isOn = bell
    }
    for (const work of [follow, followChoice])
      work().catch((error: unknown) => this.#break(toComiceError(error)))
  }

  /** The terminal says whether it is looked at. What comes while it is not has not been read. */
  look(isLookedAt: boolean): void {
    this.#news.isLookedAt = isLookedAt
    const snapshot = this.#state.open?.snapshot ?? null
    if (snapshot !== null) this.#markRead(snapshot)
  }

  async close(): Promise<void> {
    this.#leaveRoom.abort()
    await Promise.all([this.#draft?.close(), this.#presence.leave()])
  }

  openRoom(id: string): void {
    if (this.#state.open?.id === id) return this.set({ focus: 'writing', overlay: null })
    this.#leaveRoom.abort()
    this.#leaveRoom = new AbortController()
    const { signal } = this.#leaveRoom
    const view = this.#state.rooms?.find((room) => room.id === id)
    const firstUnread = view === undefined || view.unread === 0 ? null : view.read
    const open = { id, snapshot: null, messages: [], isAtEnd: true, firstUnread, selected: null, present: [] }
    const listed = Math.max(0, this.#state.rooms?.findIndex((room) => room.id === id) ?? 0)
    this.set({ open, listed, focus: 'writing', overlay: null, notice: null })
    const pages = new RoomPages(this.api, id, () => this.#showPages(pages))
    this.pages = pages
    this.#shareDraft(id)
    this.#presence.enter(id)
    this.run(() => this.#followRoom(pages, signal))
    this.run(() => this.#followPresence(id, signal))
  }

  #shareDraft(room: string): void {
    void this.#draft?.close()
    const draft = () => this.#state.drafts.get(room) ?? NO_DRAFT
    const read = () => (isShared(draft()) ? draft().editing.text : '')
    const show = (text: string) => {
      if (!isShared(draft())) return
      const drafts = new Map(this.#state.drafts)
      this.set({ drafts: drafts.set(room, { ...draft(), editing: written(text) }) })
    }
    this.#draft = new SharedDraft({ api: this.api, room, read, show })
  }

  /** Until another room is shown. What nobody gave in time may come yet: it is asked for again, and that waits as long. */
  async #followRoom(pages: RoomPages, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await this.#showStates(pages, signal)
      } catch (error) {
        if (signal.aborted) return
        if (toComiceError(error).code !== 'HISTORY_UNREACHABLE') throw error
        this.fail(error)
      }
    }
  }

  async #showStates(pages: RoomPages, signal: AbortSignal): Promise<void> {
    const wish = { room: pages.room, limit: TUI_PAGE_MESSAGES }
    const states = subscribe<typeof wish, RoomSnapshot>(this.api.rooms.watch, wish, { signal })
    for await (const snapshot of states) {
      await pages.take(snapshot)
      // Another room may be shown by now.
      if (signal.aborted) return
      this.#showPages(pages, { snapshot })
      this.#markRead(snapshot)
      await this.#refreshThread()
    }
  }

  /** Something was said, perhaps in the thread that is shown. */
  async #refreshThread(): Promise<void> {
    const { open, overlay } = this.#state
    if (open === null || overlay?.kind !== 'thread') return
    const { id, seq } = overlay.root
    const thread = await this.api.rooms.past.thread.query({ room: open.id, id, seq })
    // Another thread, or room, may be shown by now.
    const shown = this.#state.overlay
    if (shown?.kind === 'thread' && shown.root.id === id) this.setOverlay({ kind: 'thread', ...thread })
  }

  async #followPresence(room: string, signal: AbortSignal): Promise<void> {
    const states = subscribe<{ room: string }, Present[]>(this.api.rooms.presence.watch, { room }, { signal })
    for await (const present of states) if (!signal.aborted) this.setOpen({ present })
  }

  /** What stands on the screen counts as read. */
  #markRead({ room }: RoomSnapshot): void {
    const { open } = this.#state
    if (open === null || !open.isAtEnd || room.read >= room.length || !this.#news.isLookedAt) return
    this.run(() => this.api.rooms.markRead.mutate({ room: room.id, before: room.length }))
  }

  /** In one change with the snapshot: a room whose messages come after its name would say that there are none. */
  #showPages(pages: RoomPages, change: Pick<OpenRoom, 'snapshot'> | null = null): void {
    const { open } = this.#state
    if (this.pages !== pages || open === null) return
    const { messages, isAtEnd } = pages
    const isThere = messages.some(({ id }) => id === open.selected)
    this.setOpen({ ...change, messages, isAtEnd, selected: isThere ? open.selected : null })
  }

  /** Those that are put away are not shown, but for the one that is open. */
  #takeRooms(all: readonly RoomView[]): void {
    const rooms = all.filter(({ id, isArchived }) => !isArchived || id === this.#state.open?.id)
    this.#news.take(all, this.#state.open?.id ?? null)
    const isFirst = this.#state.rooms === null
    const { open } = this.#state
    const listed = open === null ? 0 : rooms.findIndex(({ id }) => id === open.id)
    const isListing = this.#state.focus === 'rooms'
    const at = isListing ? Math.min(this.#state.listed, Math.max(0, rooms.length - 1)) : Math.max(0, listed)
    this.set({ rooms, listed: at })
    // The one with news first; a room that cannot be read is no start.
    const start = rooms.find(({ unread, isMuted }) => unread > 0 && !isMuted) ?? rooms[0]
    if (isFirst && start !== undefined) this.openRoom(start.id)
  }
}

/** What is to become a message, and neither a command nor another text of one. */
function isShared({ edits, editing: { text } }: Draft): boolean {
  return edits === null && !text.startsWith('/')
}

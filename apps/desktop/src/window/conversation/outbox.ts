/**
 * What was written and is not in the room yet. It outlives the conversation's component, so that going to another
 * room loses nothing; drafts survive a reload too.
 */
import { toComiceError } from '@comice/client'
import { useNode } from '@comice/client/react'
import { type ComiceError, isComiceError } from '@comice/protocol'
import { useCallback, useSyncExternalStore } from 'react'
import { WindowErrors } from '../errors.ts'

/** What somebody wants to say. */
export interface Said {
  readonly text: string
  /** What it answers, with the number that it had. */
  readonly replyTo?: { readonly id: string; readonly seq: number }
  /** Ids of people. */
  readonly mentions?: readonly string[]
  /** Files that it brings, which the node has by then. */
  readonly files?: readonly { readonly id: string; readonly name: string }[]
}

type Say = (said: Said) => Promise<{ id: string }>

export interface Unsent {
  readonly key: number
  readonly said: Said
  readonly writtenAt: number
  /** Null while it is being written; then why it was not. */
  readonly error: ComiceError | null
  /** The message's id once the node has it on disk; it goes when the room's page shows it. */
  readonly id: string | null
}

const NOTHING: readonly Unsent[] = []

/** Unsent messages by room. */
export class Outbox {
  readonly #byRoom = new Map<string, readonly Unsent[]>()
  readonly #listeners = new Set<() => void>()
  #nextKey = 0

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  of(room: string): readonly Unsent[] {
    return this.#byRoom.get(room) ?? NOTHING
  }

  /** The texts of all rooms that are not known to be on the node's disk, oldest first. */
  texts(): string[] {
    const all = [...this.#byRoom.values()].flat().filter(({ id }) => id === null)
    return all.toSorted((a, b) => a.writtenAt - b.writtenAt).map(({ said }) => said.text)
  }

  /** Sends it by `say` and keeps it until the room shows it, or until somebody discards it. */
  async send(room: string, said: Said, say: Say): Promise<void> {
    const key = this.#nextKey++
    this.#set(room, [...this.of(room), { key, said, writtenAt: Date.now(), error: null, id: null }])
    await this.#attempt(room, key, () => say(said))
  }

  async retry(room: string, key: number, say: Say): Promise<void> {
    const unsent = this.of(room).find((one) => one.key === key)
    if (unsent === undefined) return
    this.#change(room, key, { error: null, writtenAt: Date.now() })
    await this.#attempt(room, key, () => say(unsent.said))
  }

  discard(room: string, key: number): void {
    this.#set(
      room,
      this.of(room).filter((one) => one.key !== key),
    )
  }

  /** Forgets what the room shows by now. */
  settle(room: string, isShown: (id: string) => boolean): void {
    const left = this.of(room).filter(({ id }) => id === null || !isShown(id))
    if (left.length !== this.of(room).length) this.#set(room, left)
  }

  async #attempt(room: string, key: number, say: () => Promise<{ id: string }>): Promise<void> {
    try {
      const { id } = await say()
      this.#change(room, key, { id })
    } catch (error) {
      this.#change(room, key, { error: failureOf(error) })
    }
  }

  #change(room: string, key: number, change: Partial<Unsent>): void {
    this.#set(
      room,
      this.of(room).map((one) => (one.key === key ? { ...one, ...change } : one)),
    )
  }

  #set(room: string, unsent: readonly Unsent[]): void {
    this.#byRoom.set(room, unsent)
    for (const listener of this.#listeners) listener()
  }
}

/** A call that was cut off may have been carried out: saying it twice is the person's choice. */
function failureOf(error: unknown): ComiceError {
  const named = toComiceError(error)
  return isComiceError(named, 'NODE_UNREACHABLE') ? WindowErrors.ANSWER_LOST({}) : named
}

const outbox = new Outbox()

/** The room's unsent messages, and what can be done with them. */
export function useOutbox(room: string) {
  const api = useNode()
  const unsent = useSyncExternalStore(outbox.subscribe, () => outbox.of(room))
  const say = useCallback(
    ({ text, replyTo, mentions = [], files = [] }: Said) =>
      api.rooms.say.mutate({
        ...{ room, text },
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(mentions.length === 0 ? {} : { mentions: [...mentions] }),
        ...(files.length === 0 ? {} : { files: files.map(({ id }) => id) }),
      }),
    [api, room],
  )
  return {
    unsent,
    send: (said: Said) => void outbox.send(room, said, say),
    retry: (key: number) => void outbox.retry(room, key, say),
    discard: (key: number) => {
      const files = unsent.find((one) => one.key === key)?.said.files ?? []
      outbox.discard(room, key)
      // What the node keeps of them goes when the room closes, should this fail.
      for (const { id } of files) api.rooms.files.discard.mutate({ room, file: id }).catch(() => undefined)
    },
    settle: useCallback((isShown: (id: string) => boolean) => outbox.settle(room, isShown), [room]),
  }
}

/** Everything that was written in this tab and may be in no room: for a window that can send no more. */
export function unsentTexts(): readonly string[] {
  const drafts = Object.entries(sessionStorage).filter(([key]) => key.startsWith(DRAFT_PREFIX))
  return [...outbox.texts(), ...drafts.map(([, text]) => String(text))]
}

const DRAFT_PREFIX = 'comice.draft.'
const draftKey = (room: string) => `${DRAFT_PREFIX}${room}`

export function readDraft(room: string): string {
  return sessionStorage.getItem(draftKey(room)) ?? ''
}

export function writeDraft(room: string, text: string): void {
  if (text === '') sessionStorage.removeItem(draftKey(room))
  else sessionStorage.setItem(draftKey(room), text)
}

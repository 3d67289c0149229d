/**
 * From a link, or an app that is installed, to an app that runs: fetch, ask, start, show. One at a time; what needs the
 * user is a stage that the dialog shows.
 */
import { type NodeApi, subscribe, toComiceError } from '@comice/client'
import { useNode } from '@comice/client/react'
import type { CheckoutProgress, Prepared, RunQuestion, WorkState } from '@comice/host'
import { type ComiceError, parseLink } from '@comice/protocol'
import { useState, useSyncExternalStore } from 'react'

export interface OpeningWish {
  /** A link, or the id of an app. */
  readonly target: string
  /** Stop when it is installed and allowed. */
  readonly isInstall: boolean
  /** Whether it is in the list already. */
  readonly isKnown: boolean
}

export type OpeningStage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'fetching'; readonly wish: OpeningWish; readonly progress: CheckoutProgress | null }
  | {
      readonly kind: 'question'
      readonly wish: OpeningWish
      readonly questionId: string
      readonly question: RunQuestion
    }
  /** It is on its way to the screen. */
  | { readonly kind: 'starting'; readonly wish: OpeningWish }
  /** No browser of its own can be started here: it may be opened in this one. */
  | { readonly kind: 'address'; readonly name: string; readonly url: string }
  /** It runs in a terminal. */
  | { readonly kind: 'terminal'; readonly name: string; readonly link: string }
  | { readonly kind: 'failed'; readonly wish: OpeningWish; readonly error: ComiceError }

type Request = { target: string; update?: boolean }

type Ready = Exclude<Prepared, { kind: 'question' }>

/** Opens apps, one at a time. */
export class Opening {
  readonly #api: NodeApi
  readonly #onInstalled: (app: string) => void
  readonly #listeners = new Set<() => void>()
  #stage: OpeningStage = { kind: 'idle' }
  #working = new AbortController()

  /** `onInstalled` gets the id of an app that is there now. */
  constructor(api: NodeApi, onInstalled: (app: string) => void) {
    this.#api = api
    this.#onInstalled = onInstalled
  }

  readonly getStage = (): OpeningStage => this.#stage

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(wish: OpeningWish): void {
    void this.#go(wish, { target: wish.target })
  }

  /** Answers the question. @throws CONSENT_NOT_TYPED */
  async allow(typed: string): Promise<void> {
    if (this.#stage.kind !== 'question') return
    const { questionId, wish } = this.#stage
    await this.#api.apps.allow.mutate({ questionId, typed })
    await this.#go({ ...wish, isKnown: true }, { target: wish.target })
  }

  /** Answers it with a no: an app that was not there before is gone again, one that was runs as it did. */
  async refuse(): Promise<void> {
    if (this.#stage.kind !== 'question') return
    const { questionId, question, wish } = this.#stage
    this.#set({ kind: 'idle' })
    try {
      const { hasEarlier } = await this.#api.apps.refuse.mutate({ questionId })
      if (hasEarlier && !wish.isInstall) return await this.#go(wish, { target: wish.target, update: false })
      if (!wish.isKnown) await this.#api.apps.remove.mutate({ app: question.app.id, storage: true })
    } catch (error) {
      this.#set({ kind: 'failed', wish, error: toComiceError(error) })
    }
  }

  /** Gives it up, whatever the stage. */
  close(): void {
    this.#working.abort()
    this.#set({ kind: 'idle' })
  }

  #set(stage: OpeningStage): void {
    this.#stage = stage
    for (const listener of this.#listeners) listener()
  }

  async #go(wish: OpeningWish, request: Request): Promise<void> {
    this.#working.abort()
    this.#working = new AbortController()
    const { signal } = this.#working
    this.#set({ kind: 'fetching', wish, progress: null })
    try {
      const prepared = await this.#prepare(wish, request, signal)
      if (prepared === null || signal.aborted) return
      if (prepared.kind === 'question') this.#set({ ...prepared, wish })
      else await this.#finish(prepared, wish)
    } catch (error) {
      if (!signal.aborted) this.#set({ kind: 'failed', wish, error: toComiceError(error) })
    }
  }

  async #prepare(wish: OpeningWish, request: Request, signal: AbortSignal): Promise<Prepared | null> {
    const { prepare } = this.#api.apps
    const states = subscribe<Request, WorkState<CheckoutProgress, Prepared>>(prepare, request, { signal })
    for await (const state of states) {
      if (state.kind === 'done') return state.value
      this.#set({ kind: 'fetching', wish, progress: state.progress })
    }
    return null
  }

  async #finish(prepared: Ready, wish: OpeningWish): Promise<void> {
    const { id, app } = prepared.kind === 'ready' ? prepared.run : prepared
    if (app.type === 'window' && !wish.isInstall) return this.#show(prepared, wish)
    // What was made ready to run is not run here.
    if (prepared.kind === 'ready') await this.#api.apps.stop.mutate({ id })
    this.#onInstalled(app.id)
    const isAsked = app.type === 'terminal' && !wish.isInstall
    this.#set(isAsked ? { kind: 'terminal', name: app.name, link: app.link ?? app.id } : { kind: 'idle' })
  }

  async #show(prepared: Ready, wish: OpeningWish): Promise<void> {
    const { id, app } = prepared.kind === 'ready' ? prepared.run : prepared
    this.#set({ kind: 'starting', wish })
    // One that runs shows the page that was linked to; one that starts knows it from the link that starts it.
    const path = prepared.kind === 'running' ? { path: pathOf(wish.target) } : {}
    const shown = await this.#api.apps.show.mutate({ id, ...path })
    this.#onInstalled(app.id)
    this.#set(
      shown.kind === 'window' ? { kind: 'idle' } : { kind: 'address', name: app.name, url: shown.url },
    )
  }
}

/** Where it is, as state. */
export function useOpening(onInstalled: (app: string) => void): [Opening, OpeningStage] {
  const api = useNode()
  const [opening] = useState(() => new Opening(api, onInstalled))
  return [opening, useSyncExternalStore(opening.subscribe, opening.getStage)]
}

/** Of a link; of an id there is none. */
function pathOf(target: string): string {
  const pathname = target.includes('://') ? parseLink(target).pathname : ''
  return pathname === '' ? '/' : pathname
}

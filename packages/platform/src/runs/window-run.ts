/**
 * A window app that runs: its window, its backend if it has one, and for how long both are needed.
 *
 * It goes on while a page is connected, while somebody holds it (whoever shows its window does), and until an address
 * that was given out can no longer be used; {@link WINDOW_GRACE_MS} later it is ended. An app without a backend cannot
 * be told from one that nobody looks at, costs no process, and ends with its holder, or when it is stopped.
 */
import path from 'node:path'
import type { Duplex } from 'node:stream'
import type { Broker } from '../broker/broker-contract.ts'
import { WINDOW_GRACE_MS } from '../constants.ts'
import type { LaunchSpec } from '../launch/launch-spec.ts'
import { isOrderly } from '../launch/outcome.ts'
import { type AppWindow, type AppWindowAddress, startAppWindow } from '../window/app-window.ts'
import { Backend, type BackendEnd } from './backend.ts'
import type { WindowEnd } from './runs.ts'
import type { Subject } from './subject.ts'

export interface WindowRunOptions {
  readonly subject: Subject
  /** Of its backend; null when it has none. */
  readonly spec: LaunchSpec | null
  readonly storageDir: string
  readonly attach: (stream: Duplex) => Broker
  /** The backend of this version has started. */
  readonly onstarted: () => void
  /** What runs next, after a process ended so; null when nothing does. */
  readonly renew: (end: BackendEnd) => Promise<Renewed | null>
}

/** What a window app goes on with. */
export interface Renewed {
  readonly subject: Subject
  readonly spec: LaunchSpec | null
}

/** An app without a backend: nobody answers its pages, now or later. */
const NO_BACKEND = {
  open: () => Promise.reject(new Error('there is no backend')),
  comesBack: () => Promise.resolve(false),
}

export class WindowRun {
  /** Resolves when it is over. Never rejects. */
  readonly ended: Promise<WindowEnd>
  readonly #options: WindowRunOptions
  readonly #window: AppWindow
  readonly #backend: Backend | null
  readonly #end = Promise.withResolvers<WindowEnd>()
  #holds = 0
  /** Unix time in ms until which an address that was given out can be used. */
  #addressUntil = 0
  #timer: NodeJS.Timeout | null = null
  #isStopping = false

  /** Serves the page, and starts the backend. @throws what `startAppWindow` throws */
  static async start(options: WindowRunOptions): Promise<WindowRun> {
    const { subject, storageDir, spec, attach, onstarted } = options
    const dir = path.join(storageDir, 'window')
    const backend = spec === null ? null : new Backend({ logDir: dir, attach, onstarted })
    let run: WindowRun | null = null
    const window = await startAppWindow({
      checkout: pageOf(subject),
      app: { key: subject.key, name: subject.face.name },
      permissions: subject.permissions,
      bridge: backend ?? NO_BACKEND,
      dir,
      onpages: () => run?.reconsider(),
    })
    run = new WindowRun(options, { window, backend })
    return run
  }

  private constructor(options: WindowRunOptions, parts: { window: AppWindow; backend: Backend | null }) {
    this.#options = options
    this.#window = parts.window
    this.#backend = parts.backend
    this.ended = this.#end.promise
    if (parts.backend !== null && options.spec !== null) void this.#keep(parts.backend, options.spec)
  }

  get browserDir(): string {
    return this.#window.browserDir
  }

  get hosts(): readonly string[] {
    return this.#window.hosts
  }

  async open(path: string): Promise<AppWindowAddress> {
    const address = await this.#window.open(path)
    this.#addressUntil = Math.max(this.#addressUntil, address.expiresAt)
    this.reconsider()
    return address
  }

  /** Keeps it until what is returned is disposed. */
  hold(): Disposable {
    let isHeld = true
    this.#holds += 1
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return
        isHeld = false
        this.#holds -= 1
        // Whoever showed the window closed it: an address that he used is of no use to others.
        this.#addressUntil = 0
        this.reconsider(this.#window.pages === 0 ? 0 : WINDOW_GRACE_MS)
      },
    }
  }

  /** Looks whether anybody needs it, and ends it after a while when nobody does. */
  reconsider(graceMs = WINDOW_GRACE_MS): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const isUnseen = this.#backend === null && this.#addressUntil > 0
    if (this.#isStopping || this.#holds > 0 || this.#window.pages > 0 || isUnseen) return
    const waitMs = Math.max(0, this.#addressUntil - Date.now()) + graceMs
    this.#timer = setTimeout(() => void this.stop(), waitMs)
    this.#timer.unref()
  }

  /** Lets the backend tear down, tells the pages, and resolves when everything has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#backend === null) await this.#finish({ outcome: null, isOrderly: true, again: false })
    else await this.#backend.stop()
    await this.ended
  }

  async #keep(backend: Backend, first: LaunchSpec): Promise<void> {
    for (let spec = first, { subject } = this.#options; ;) {
      const end = await backend.run(spec)
      // What cannot be prepared again has ended for the user all the same.
      const next = this.#isStopping ? null : await this.#options.renew(end).catch(() => null)
      const isSame = next?.spec != null && canShow(subject, next.subject)
      // Whoever stopped it meanwhile found no process to stop, and would wait for the end of another one for ever.
      if (!isSame || !(await this.#show(next.subject)) || this.#isStopping) {
        const orderly = this.#isStopping || isOrderly(end.outcome)
        return this.#over(backend, {
          outcome: end.outcome,
          isOrderly: orderly,
          again: next !== null && !this.#isStopping,
        })
      }
      backend.decide(true)
      spec = next.spec ?? spec
      subject = next.subject
    }
  }

  /** Serves the page of another version; false when it has none. */
  async #show(subject: Subject): Promise<boolean> {
    return this.#window.show(pageOf(subject)).then(
      () => true,
      () => false,
    )
  }

  async #over(backend: Backend, end: WindowEnd): Promise<void> {
    backend.decide(false)
    await this.#finish(end)
  }

  async #finish(end: WindowEnd): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#window.end()
    await this.#window[Symbol.asyncDispose]()
    this.#end.resolve(end)
  }
}

function pageOf({ dir, version, manifest }: Subject) {
  return {
    dir,
    version: version === null ? manifest.version : `${version.fork}.${version.length}`,
    page: manifest.page?.slice(1),
  }
}

/** Whether the window that is open can show it: what it may reach is decided when it is opened. */
function canShow(shown: Subject, next: Subject): boolean {
  return shown.permissions.net.join() === next.permissions.net.join()
}

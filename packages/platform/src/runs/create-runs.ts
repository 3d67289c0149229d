import { randomUUID, randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import { isEqualBytes } from '@comice/protocol'
import { createBroker } from '../broker/broker.ts'
import type { Broker } from '../broker/broker-contract.ts'
import { removeTree } from '../checkout/remove-tree.ts'
import type { Consents } from '../consent/consent.ts'
import { QUESTION_MS, RUN_END_MS, TICKET_MS, TMP_STORE_PREFIX } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { Installs } from '../install/install.ts'
import { isOrderly, type Outcome } from '../launch/outcome.ts'
import { detectLayers } from '../sandbox/detect-layers.ts'
import type { AppStorage, RunningVersion } from '../storage/app-storage.ts'
import type { Updates } from '../update/update.ts'
import { ActiveRuns, createRun, type Run } from './active-runs.ts'
import type { BackendEnd } from './backend.ts'
import { given } from './given.ts'
import { givenPaths } from './given-paths.ts'
import type { HeldQuestion } from './holder.ts'
import { Pending } from './pending.ts'
import { confinementFor, questionFor } from './question.ts'
import type {
  ActiveRun,
  Prepared,
  PrepareOptions,
  ReadyRun,
  RunEnd,
  RunQuestion,
  RunRequest,
  Runs,
  StartedWindow,
  WindowHold,
} from './runs.ts'
import { reportStart } from './report-start.ts'
import { RestartLimit } from './restart-limit.ts'
import { runCallbacks } from './run-callbacks.ts'
import { requestPath, type RunPlace, runSpec } from './run-spec.ts'
import { folderSubject, openedSubject, type Subject } from './subject.ts'
import { type Renewed, WindowRun } from './window-run.ts'
import { withinMs } from './within-ms.ts'

export interface RunsParts {
  readonly installs: Installs
  readonly consents: Consents
  readonly storage: AppStorage
  readonly updates: Updates
}

/** The runs of `peer`. Whoever makes them closes them before the peer. */
export function createRuns(peer: Peer, parts: RunsParts): PeerRuns {
  return new PeerRuns(peer, parts)
}

interface Asked {
  readonly subject: Subject
  readonly question: RunQuestion
}

export class PeerRuns implements Runs {
  readonly #peer: Peer
  readonly #parts: RunsParts
  readonly #active = new ActiveRuns()
  readonly #questions = new Pending<Asked>(QUESTION_MS)
  readonly #tickets = new Pending<Run>(TICKET_MS, (run) => void this.#active.end(run))
  readonly #restarts = new RestartLimit()
  readonly #unwatch: () => void

  constructor(peer: Peer, parts: RunsParts) {
    this.#peer = peer
    this.#parts = parts
    this.#unwatch = parts.updates.onState((key, state) => {
      if (state.kind === 'ready') this.#active.announce(key, state.version)
    })
  }

  async prepare(request: RunRequest, options: PrepareOptions = {}): Promise<Prepared> {
    // It takes as long as a small app's fetch, once in the life of the process.
    detectLayers().catch(() => undefined)
    return this.#prepare(await this.#subject(request, options), request)
  }

  async prepareAtHand(request: RunRequest): Promise<Prepared | null> {
    const { target, folder, channel, checkout, update } = request
    if (folder === true) return this.#prepare(await folderSubject(target), request)
    const opened = await this.#parts.installs.openAtHand(target, given({ channel, checkout, update }))
    return opened === null ? null : this.#prepare(openedSubject(opened), request)
  }

  async #prepare(subject: Subject, request: RunRequest): Promise<Prepared> {
    // Refused before anybody is asked anything.
    const storageDir = await this.#placeOf(subject, request)
    const given = await givenPaths(subject, request, { profileDir: this.#peer.profile.dir, storageDir })
    const running = storageDir === null ? undefined : this.#active.at(storageDir)
    if (running !== undefined) return this.#wake(running, request)
    const { layers } = await detectLayers()
    const confinement = confinementFor(subject, layers)
    const question = await questionFor(subject, { consents: this.#parts.consents, confinement })
    // It may be installed by now, and was perhaps updated.
    this.#active.changed()
    if (question === null) return { kind: 'ready', run: await this.#make({ subject, request, given }) }
    const questionId = randomUUID()
    this.#questions.put(questionId, { subject, question })
    return { kind: 'question', questionId, question }
  }

  async allow(questionId: string, typed = ''): Promise<void> {
    const asked = this.#questions.take(questionId)
    if (asked === null) throw PlatformErrors.QUESTION_UNKNOWN({})
    const { subject, question } = asked
    if (question.typed !== null && typed.trim() !== question.typed)
      throw PlatformErrors.CONSENT_NOT_TYPED({ name: question.typed })
    const { key: app, owner: author, permissions } = subject
    const unconfined = question.confinement !== 'confined'
    await this.#parts.consents.grant({ app, author, permissions, unconfined })
  }

  async refuse(questionId: string): Promise<boolean> {
    const asked = this.#questions.take(questionId)
    if (asked === null) throw PlatformErrors.QUESTION_UNKNOWN({})
    const { subject, question } = asked
    if (subject.version === null || question.reason !== 'permissions') return false
    const { good, current } = await this.#parts.installs.decline(question.app.id)
    return good !== null && good.length === current.length
  }

  attach(ticket: string, stream: Duplex): Broker {
    const run = this.#tickets.take(ticket)
    if (run === null) {
      stream.destroy()
      throw PlatformErrors.RUN_UNKNOWN({})
    }
    return this.#serve(run, stream)
  }

  #serve(run: Run, stream: Duplex): Broker {
    const { subject, storageDir } = run
    const { key, owner, version, face, permissions } = subject
    const broker = createBroker({
      stream,
      peer: this.#peer,
      storageDir,
      callbacks: runCallbacks(this.#peer, run, this.#restarts),
      app: {
        ...{ key, author: version === null ? null : owner, permissions },
        ...{ version: face.version, channel: face.channel },
        ...{ length: version?.length ?? 0, fork: version?.fork ?? 0 },
      },
    })
    run.broker = broker
    return broker
  }

  async report(id: string, outcome: Outcome): Promise<RunEnd> {
    const run = this.#active.get(id)
    await this.#active.end(run)
    const fellBack = await reportStart(this.#parts.installs, run.subject, outcome)
    return { again: run.wantsAgain || fellBack, fellBack }
  }

  async start(id: string, path?: string): Promise<StartedWindow> {
    const run = this.#active.get(id)
    if (run.subject.manifest.page === null)
      throw PlatformErrors.RUN_NOT_A_WINDOW({ app: run.subject.face.name })
    this.#tickets.take(run.ready.ticket)
    run.window ??= this.#startWindow(run)
    const window = await run.window
    const address = await window.open(path ?? requestPath(run.request))
    return { ...address, browserDir: window.browserDir, hosts: window.hosts }
  }

  hold(id: string): WindowHold {
    const { window } = this.#active.get(id)
    if (window === null) throw PlatformErrors.RUN_UNKNOWN({})
    const held = window.then((one) => ({ hold: one.hold(), ended: one.ended }))
    // A window that did not start has ended, and whoever started it knows why.
    held.catch(() => undefined)
    const notStarted = { outcome: null, isOrderly: false, again: false }
    return {
      ended: held.then(({ ended }) => ended).catch(() => notStarted),
      [Symbol.dispose]: () => void held.then(({ hold }) => hold[Symbol.dispose]()).catch(() => undefined),
    }
  }

  onChange(listener: () => void): () => void {
    return this.#active.onChange(listener)
  }

  list(): ActiveRun[] {
    return this.#active.list().map(({ ready: { id, app }, startedAt }) => ({ id, app, startedAt }))
  }

  async stop(id: string): Promise<void> {
    const run = this.#active.get(id)
    // Its process never came, and now will not: whoever was to start it has thought better of it.
    if (this.#tickets.take(run.ready.ticket) !== null) return this.#active.end(run)
    if (run.window !== null) return (await run.window).stop()
    await run.broker?.teardown()
    // An app that never said hello does not notice the end of its pipe, so whoever holds its process ends that.
    run.stopping.resolve()
    await run.broker?.close()
    await withinMs(run.gone.promise, RUN_END_MS)
  }

  async whenStopped(id: string): Promise<void> {
    await this.#active.get(id).stopping.promise
  }

  questions(id: string, signal: AbortSignal): AsyncIterable<HeldQuestion> {
    return this.#active.get(id).holder.questions(signal)
  }

  answer(id: string, questionId: string, paths: readonly string[] | null): void {
    if (!this.#active.get(id).holder.answer(questionId, paths)) throw PlatformErrors.QUESTION_UNKNOWN({})
  }

  async abandon(id: string): Promise<void> {
    const run = this.#active.list().find(({ ready }) => ready.id === id)
    if (run !== undefined) await this.#active.end(run)
  }

  isRunning(key: Uint8Array): boolean {
    return this.#active.list().some(({ subject }) => isEqualBytes(subject.key, key))
  }

  /** Versions of an app that run now. */
  versionsOf(key: Uint8Array): RunningVersion[] {
    return this.#active
      .list()
      .flatMap(({ subject }) =>
        isEqualBytes(subject.key, key) && subject.version !== null ? [subject.version] : [],
      )
  }

  async close(): Promise<void> {
    this.#unwatch()
    await Promise.allSettled(
      this.#active.list().map(async ({ window, broker }) => {
        if (window === null) await broker?.teardown()
        else await (await window).stop()
      }),
    )
    await Promise.all(this.#active.list().map((run) => this.#active.end(run)))
  }

  async #subject(request: RunRequest, { signal, onprogress }: PrepareOptions): Promise<Subject> {
    const { target, folder, channel, checkout, update, timeoutMs } = request
    if (folder === true) return folderSubject(target)
    const opened = await this.#parts.installs.open(target, {
      ...given({ channel, checkout, update, timeoutMs, signal, onprogress }),
    })
    return openedSubject(opened)
  }

  /** Null for a folder that is made for the run alone. */
  async #placeOf(subject: Subject, { store, tmpStore }: RunRequest): Promise<string | null> {
    return tmpStore === true ? null : (store ?? (await this.#storageOf(subject)))
  }

  #wake(run: Run, { target, folder, give = [] }: RunRequest): Prepared {
    const isWindow = run.subject.manifest.page !== null
    // What a process sees is decided when it starts.
    if ((folder === true && !isWindow) || give.length > 0) throw PlatformErrors.RUN_IN_USE({})
    // An alias is no link: who runs an app that runs asks for another page of it.
    if (target.includes('://') || !isWindow) run.broker?.wake(target)
    return { kind: 'running', id: run.ready.id, app: run.ready.app }
  }

  async #storageOf({ key, owner }: Subject): Promise<string> {
    return (await this.#parts.storage.open(key, owner)).dir
  }

  async #make(wanted: Omit<RunPlace, 'storageDir'>): Promise<ReadyRun> {
    const { subject, request } = wanted
    await using ended = new AsyncDisposableStack()
    const storageDir = await this.#storageFor(subject, request, ended)
    this.#active.reserve(storageDir)
    try {
      const run = await this.#build({ ...wanted, storageDir }, ended)
      this.#active.add(run)
      this.#tickets.put(run.ready.ticket, run)
      return run.ready
    } catch (error) {
      this.#active.release(storageDir)
      throw error
    }
  }

  async #storageFor(subject: Subject, request: RunRequest, ended: AsyncDisposableStack): Promise<string> {
    const place = await this.#placeOf(subject, request)
    if (place !== null) return place
    const dir = await mkdtemp(join(tmpdir(), TMP_STORE_PREFIX))
    ended.defer(async () => void (await removeTree(dir)))
    return dir
  }

  async #build(place: RunPlace, ended: AsyncDisposableStack): Promise<Run> {
    const { subject } = place
    const spec = await runSpec(place)
    const ticket = randomBytes(32).toString('base64url')
    // A window app's process is the node's, so how it is started is nobody else's business.
    const told = subject.manifest.page === null ? spec : null
    const ready = { id: randomUUID(), ticket, app: subject.face, spec: told }
    return createRun({ ...place, ready, spec, startedAt: this.#peer.now(), ended: ended.move() })
  }

  async #startWindow(run: Run): Promise<WindowRun> {
    const { subject, spec, storageDir } = run
    try {
      const window = await WindowRun.start({
        ...{ subject, spec, storageDir },
        attach: (stream) => this.#serve(run, stream),
        onstarted: () => void reportStart(this.#parts.installs, run.subject, null).catch(() => undefined),
        renew: (end) => this.#renew(run, end),
      })
      void window.ended.then(() => this.#active.end(run))
      return window
    } catch (error) {
      await this.#active.end(run)
      throw error
    }
  }

  /** What a window app goes on with after its process ended: the same, an update, or the version before it. */
  async #renew(run: Run, { outcome, isSteady }: BackendEnd): Promise<Renewed | null> {
    const fellBack =
      outcome.kind === 'failed-to-start' && (await reportStart(this.#parts.installs, run.subject, outcome))
    const crashed = !isOrderly(outcome) && isSteady
    if (!fellBack && !crashed && !run.wantsAgain) return null
    const update = run.wantsAgain && run.wantsUpdate
    Object.assign(run, { wantsAgain: false, wantsUpdate: false })
    run.subject = await this.#next(run, update)
    return { subject: run.subject, spec: await runSpec(run) }
  }

  /** The version that a run goes on with. One that asks for more than was allowed waits until the user starts it. */
  async #next({ request, subject }: Run, update: boolean): Promise<Subject> {
    const next = await this.#subject({ ...request, update }, {})
    const { layers } = await detectLayers()
    const confinement = confinementFor(next, layers)
    const question = await questionFor(next, { consents: this.#parts.consents, confinement })
    if (question === null) return next
    await this.#parts.installs.decline(subject.face.id)
    return this.#subject({ ...request, update: false }, {})
  }
}

/**
 * Takes the types out of an app's TypeScript, in a thread of its own. Node's parser is WebAssembly, and one source with
 * a thousand open parentheses breaks it for the rest of its process (measured on Node 26.10): in the node that would be
 * every other app and the node's own sources. A thread also keeps the node answering during the 0.6 s of a large file.
 */
import { Worker } from 'node:worker_threads'
import { STRIP_HEAP_MB, STRIP_TIMEOUT_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

/** What the thread says of one source. */
export type StripAnswer =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly reason: string; readonly isBroken: boolean }

const EXTENSION = import.meta.url.slice(import.meta.url.lastIndexOf('.'))

export class TypeStripper {
  #worker: Worker | null = null
  /** One at a time: an answer has no number. */
  #last: Promise<unknown> = Promise.resolve()

  /** JavaScript with every token where it was. @throws PAGE_SOURCE_INVALID */
  strip(source: string): Promise<string> {
    const result = this.#last.then(() => this.#ask(source))
    this.#last = result.catch(() => undefined)
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last
    await this.#end()
  }

  async #ask(source: string): Promise<string> {
    this.#worker ??= startWorker()
    const answer = await ask(this.#worker, source)
    if (answer.ok) return answer.code
    if (answer.isBroken) await this.#end()
    throw PlatformErrors.PAGE_SOURCE_INVALID({ reason: answer.reason })
  }

  async #end(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL(`strip-worker${EXTENSION}`, import.meta.url), {
    env: {},
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: STRIP_HEAP_MB },
  })
  worker.unref()
  // Who asks listens too; between two questions it may end by itself.
  worker.on('error', () => undefined)
  return worker
}

function ask(worker: Worker, source: string): Promise<StripAnswer> {
  return new Promise((resolve) => {
    const end = (answer: StripAnswer) => {
      clearTimeout(timer)
      worker.off('message', end)
      worker.off('error', onError)
      worker.off('exit', onExit)
      resolve(answer)
    }
    const broken = (reason: string) => end({ ok: false, reason, isBroken: true })
    const onError = (error: Error) => broken(error.message)
    const onExit = () => broken('it took too much memory')
    const timer = setTimeout(() => broken(`it took longer than ${STRIP_TIMEOUT_MS} ms`), STRIP_TIMEOUT_MS)
    worker.on('message', end)
    worker.on('error', onError)
    worker.on('exit', onExit)
    worker.postMessage(source)
  })
}

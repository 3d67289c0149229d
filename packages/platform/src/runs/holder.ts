/**
 * Whoever holds the process of a run at its terminal, and what is asked there. The node has no screen of its own: it
 * tells the holder what the app wishes, one thing at a time, and the holder answers.
 */
import { randomUUID } from 'node:crypto'
import type { PickWish } from '../broker/broker-contract.ts'
import { HOLDER_WAIT_MS } from '../constants.ts'
import { withinMs } from './within-ms.ts'

/** The app asks its user for files. Answered by {@link Holder.answer}. */
export interface HeldQuestion extends PickWish {
  readonly questionId: string
}

type Answer = readonly string[] | null

export class Holder {
  readonly #held = Promise.withResolvers<void>()
  #asked: { question: HeldQuestion; answer: PromiseWithResolvers<Answer> } | null = null
  /** Questions are asked one after the other. */
  #last: Promise<unknown> = Promise.resolve()
  #wake = Promise.withResolvers<void>()
  #isHeld = false
  #isOver = false

  /** Paths, none when the user chose none; null when nobody can be asked. Never rejects. */
  ask(wish: PickWish): Promise<Answer> {
    const asking = this.#last.then(() => this.#ask(wish))
    this.#last = asking
    return asking
  }

  /** From now on there is somebody to ask; each question, as it comes, until `signal` aborts or the run is over. */
  async *questions(signal: AbortSignal): AsyncGenerator<HeldQuestion> {
    this.#isHeld = true
    this.#held.resolve()
    const wake = () => this.#wake.resolve()
    signal.addEventListener('abort', wake, { once: true })
    let told: HeldQuestion | null = null
    while (!signal.aborted && !this.#isOver) {
      const question = this.#asked?.question ?? null
      if (question !== null && question !== told) {
        told = question
        yield question
        continue
      }
      await this.#wake.promise
      this.#wake = Promise.withResolvers()
    }
  }

  /** False when this is not what is asked now. */
  answer(questionId: string, answer: Answer): boolean {
    if (this.#asked?.question.questionId !== questionId) return false
    this.#asked.answer.resolve(answer)
    return true
  }

  /** The run is over: whatever is asked has no answer. */
  end(): void {
    this.#isOver = true
    this.#held.resolve()
    this.#asked?.answer.resolve(null)
    this.#wake.resolve()
  }

  async #ask(wish: PickWish): Promise<Answer> {
    await withinMs(this.#held.promise, HOLDER_WAIT_MS)
    if (!this.#isHeld || this.#isOver) return null
    const answer = Promise.withResolvers<Answer>()
    this.#asked = { question: { ...wish, questionId: randomUUID() }, answer }
    this.#wake.resolve()
    try {
      return await answer.promise
    } finally {
      this.#asked = null
    }
  }
}

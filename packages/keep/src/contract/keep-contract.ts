/**
 * The question before the upload: `comice/keep/1`, method `ask`. blind-peer's own protocol answers nothing, so
 * without this a refused client waits for ever. A plain blind-peer does not serve it, and is used without asking.
 *
 * Both records start with a version byte and only grow at their end; a reader ignores what it does not know.
 */
import { defineContract, method } from '@comice/core'
import type { Codec } from '@comice/protocol'
import c from 'compact-encoding'

/** What the client is about to upload, all of it together. */
export interface AskRequest {
  readonly cores: number
  readonly blocks: number
}

/** What the seeder has. */
export interface AskResponse {
  readonly cores: number
  readonly usedBytes: number
  readonly maxBytes: number
}

const ASK_VERSION = 1

const askRequest: Codec<AskRequest> = {
  preencode(state, ask) {
    state.end++
    c.uint.preencode(state, ask.cores)
    c.uint.preencode(state, ask.blocks)
  },
  encode(state, ask) {
    c.uint.encode(state, ASK_VERSION)
    c.uint.encode(state, ask.cores)
    c.uint.encode(state, ask.blocks)
  },
  decode(state) {
    c.uint.decode(state)
    const ask = { cores: c.uint.decode(state), blocks: c.uint.decode(state) }
    state.start = state.end
    return ask
  },
}

const askResponse: Codec<AskResponse> = {
  preencode(state, answer) {
    state.end++
    for (const value of [answer.cores, answer.usedBytes, answer.maxBytes]) c.uint.preencode(state, value)
  },
  encode(state, answer) {
    c.uint.encode(state, ASK_VERSION)
    for (const value of [answer.cores, answer.usedBytes, answer.maxBytes]) c.uint.encode(state, value)
  },
  decode(state) {
    c.uint.decode(state)
    const answer = {
      cores: c.uint.decode(state),
      usedBytes: c.uint.decode(state),
      maxBytes: c.uint.decode(state),
    }
    state.start = state.end
    return answer
  },
}

/** Answers, or throws SEEDER_REFUSED or SEEDER_FULL. */
export const keepContract = defineContract({
  name: 'keep',
  version: 1,
  methods: {
    ask: method({ request: askRequest, response: askResponse, maxRequestBytes: 256, maxResponseBytes: 256 }),
  },
})

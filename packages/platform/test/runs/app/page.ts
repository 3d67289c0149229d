/// <reference lib="dom" />
import { connect, isComiceError } from '@comice/runtime/ui'
import type { Api } from './backend.ts'

const shown = document.getElementById('state')
const { api, give } = connect<Api>({
  onState: (state) => {
    const why = state.kind === 'refused' && isComiceError(state.error) ? state.error.code : ''
    if (shown !== null) shown.textContent = `${state.kind} ${why} at ${location.hash}`
  },
})

/** Gives what was chosen in the input, and resolves to the paths at the backend. */
async function giveChosen(): Promise<string[]> {
  const input = document.getElementById('file')
  const chosen = input instanceof HTMLInputElement ? [...(input.files ?? [])] : []
  return Promise.all(chosen.map((file) => give(file)))
}

Object.assign(globalThis, { api, giveChosen })

/// <reference lib="dom" />
import { connect, isComiceError } from '@comice/runtime/ui'
import type { Api } from './backend.ts'

const shown = document.getElementById('state')
const { api } = connect<Api>({
  onState: (state) => {
    const why = state.kind === 'refused' && isComiceError(state.error) ? state.error.code : ''
    if (shown !== null) shown.textContent = `${state.kind} ${why} at ${location.hash}`
  },
})
Object.assign(globalThis, { api })

/// <reference lib="dom" />
import { connect, isComiceError } from '@comice/runtime/ui'
import type { Api } from './backend.ts'

const status = document.querySelector('[role=status]')
const show = (text: string) => status?.replaceChildren(text)
const { api } = connect<Api>({
  onState: (state) => {
    if (state.kind === 'refused') show(isComiceError(state.error) ? state.error.code : 'refused')
  },
})
const count = await api.add('pears')
show(`version ${await api.version()}, ${count} item, at ${location.hash}`)

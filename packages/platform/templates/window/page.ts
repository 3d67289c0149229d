/// <reference lib="dom" />
/** The page: shows what the backend has, and asks it to add. Served as it is; types are taken out on the way. */
import { connect, isComiceError } from '@comice/runtime/ui'
import type { Api } from './main.ts'

const form = element('add', HTMLFormElement)
const input = element('text', HTMLInputElement)
const state = element('state', HTMLElement)
const list = element('items', HTMLElement)

const { api } = connect<Api>({
  onState: ({ kind }) => {
    state.textContent = kind === 'open' ? '' : kind
    if (kind === 'open') void show()
  },
})

/** Until the connection ends; the next one begins anew. */
async function show(): Promise<void> {
  try {
    for await (const items of api.watch()) list.replaceChildren(...items.map(itemOf))
  } catch (error) {
    if (!isComiceError(error, 'PAGE_DISCONNECTED')) state.textContent = String(error)
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  api.add(input.value).then(
    () => form.reset(),
    (error: unknown) => (state.textContent = isComiceError(error) ? error.message : String(error)),
  )
})

/** Text, never HTML: whatever was typed is only shown. */
function itemOf(text: string): HTMLLIElement {
  return Object.assign(document.createElement('li'), { textContent: text })
}

function element<E extends HTMLElement>(id: string, kind: abstract new () => E): E {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`the page has no #${id}`)
  return found
}

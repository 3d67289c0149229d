/// <reference lib="dom" />
import { connect, isComiceError } from '@comice/runtime/ui'
import type { ListApi } from './backend.ts'

const [form, input, list, state] = ['add', 'item', 'items', 'state'].map((id) =>
  document.getElementById(id),
) as [HTMLFormElement, HTMLInputElement, HTMLUListElement, HTMLElement]

const page = connect<ListApi>({
  onState: (now) => {
    state.textContent = now.kind === 'open' ? `version ${now.version}` : now.kind
    if (now.kind === 'open') void watch()
  },
})

async function watch(): Promise<void> {
  try {
    for await (const items of page.api.watch())
      list.replaceChildren(
        ...items.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
      )
  } catch (error) {
    // The next connection watches again.
    if (!isComiceError(error, 'PAGE_DISCONNECTED')) throw error
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void page.api.add(input.value).then(
    () => form.reset(),
    (error: unknown) => (state.textContent = isComiceError(error) ? error.message : String(error)),
  )
})

Object.assign(globalThis, { page })

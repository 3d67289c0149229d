/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** The page: shows what the backend has, and asks it to say things. Served as it is; types are taken out on the way. */
import { connect, isComiceError } from '@comice/runtime/ui'
import type { Api } from './main.ts'
import type { Message } from './message.ts'
import type { RoomState } from './room.ts'

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
/** What one person says within this is one paragraph. */
const SAME_BREATH_MS = 120_000
/** Whoever is this close to the end reads along. */
const NEAR_END_PX = 80

const status = element('state', HTMLElement)
const list = element('messages', HTMLOListElement)
const empty = element('empty', HTMLElement)
const sayForm = element('say', HTMLFormElement)
const text = element('text', HTMLTextAreaElement)
const renameForm = element('rename', HTMLFormElement)
const nameInput = element('name', HTMLInputElement)

const { api } = connect<Api>({
  onState: ({ kind }) => {
    document.body.dataset['state'] = kind
    if (kind === 'open') void follow()
    else status.textContent = kind === 'refused' || kind === 'closed' ? 'the app has ended' : 'connecting…'
  },
})

/** Until the connection ends; the next one begins anew. */
async function follow(): Promise<void> {
  try {
    for await (const state of api.watch()) show(state)
  } catch (error) {
    if (!isComiceError(error, 'PAGE_DISCONNECTED')) complain(error)
  }
}

function show({ me, name, others, messages }: RoomState): void {
  if (document.activeElement !== nameInput) nameInput.value = name
  status.textContent =
    others === 0 ? 'nobody else is here' : others === 1 ? '1 other is here' : `${others} others are here`
  empty.hidden = messages.length > 0
  const known = new Map([...list.children].map((item) => [item.id, item]))
  const items = messages.map((message, index) => {
    const item = known.get(message.id) ?? itemOf(message, me)
    const before = messages[index - 1]
    const goesOn =
      before?.from === message.from && before.name === message.name && message.at - before.at < SAME_BREATH_MS
    item.classList.toggle('goes-on', goesOn)
    return item
  })
  // Only what is new is put in: a screen reader would read all of it again.
  for (const item of list.children) if (!items.includes(item)) item.remove()
  items.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null)
  })
  if (isAtEnd) toEnd()
}

/** Text, never HTML: whatever a peer wrote is only shown. */
function itemOf({ id, from, name, text: said, at }: Message, me: string): HTMLLIElement {
  const item = make('li', { id, className: from === me ? 'mine' : '' })
  item.style.setProperty('--hue', String(Number.parseInt(from.slice(0, 4), 16) % 360))
  const time = make('time', { dateTime: new Date(at).toISOString(), textContent: TIME.format(at) })
  const head = make('p', { className: 'head' })
  head.append(make('b', { textContent: name, dir: 'auto' }), ' ', time)
  item.append(head, make('p', { className: 'text', textContent: said, dir: 'auto' }))
  return item
}

let isAtEnd = true
list.addEventListener('scroll', () => {
  isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX
})
// The end stays in sight when the window shrinks, as it does when a keyboard opens.
new ResizeObserver(() => isAtEnd && toEnd()).observe(list)

function toEnd(): void {
  list.scrollTop = list.scrollHeight
}

sayForm.addEventListener('submit', (event) => {
  event.preventDefault()
  const said = text.value
  text.value = ''
  api.say(said).catch((error: unknown) => {
    text.value = said
    complain(error)
  })
  toEnd()
  text.focus()
})
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  sayForm.requestSubmit()
})

renameForm.addEventListener('submit', (event) => {
  event.preventDefault()
  nameInput.blur()
})
nameInput.addEventListener('change', () => void api.rename(nameInput.value).catch(complain))

function complain(error: unknown): void {
  status.textContent = isComiceError(error) ? error.message : String(error)
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties)
}

function element<E extends HTMLElement>(id: string, kind: abstract new () => E): E {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`the page has no #${id}`)
  return found
}

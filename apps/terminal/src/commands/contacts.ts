/** `comice contact`: names for people. */
import type { ContactView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { withNode } from '../session/session.ts'

export const add: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [name = '', identity = ''] = line.args
    const contact = await api.contacts.add.mutate({ name, identity }, { signal })
    output.result('contact', contact, formatContact(contact))
    output.note('To make sure that it is them: comice id compare, with that name, at both ends.')
  })

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const contacts = await api.contacts.list.query(undefined, { signal })
    for (const contact of contacts) output.result('contact', contact, formatContact(contact))
    if (contacts.length === 0)
      output.note('You have a name for nobody yet. To give one: comice contact add <name> <identity>')
  })

export const remove: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [contact = ''] = line.args
    const removed = await api.contacts.remove.mutate({ contact }, { signal })
    output.result('contact', removed, `You have no name for ${peerText(removed.name)} any more`)
  })

function formatContact({ name, identity, alike }: ContactView): string {
  const warning =
    alike.length === 0 ? '' : `  ${paint('yellow', `looks like ${alike.map(peerText).join(', ')}`)}`
  return `${paint('bold', peerText(name))}  ${identity}${warning}`
}

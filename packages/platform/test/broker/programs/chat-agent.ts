/** The agent with a chat on a base: messages in a core, members in a bee; operations of other shapes are refused. */
import {
  Base,
  type BaseHost,
  type BaseNode,
  Store,
  type ViewBee,
  type ViewCore,
  type ViewStore,
} from '@comice/runtime'
import { define, tell } from './agent.ts'

interface Views {
  messages: ViewCore<'json'>
  counts: ViewBee<'utf-8', 'json'>
}

type Operation = { say: string } | { add: string; indexer: boolean } | { fail: string }

async function apply([node]: BaseNode<'json'>[], { messages, counts }: Views, host: BaseHost): Promise<void> {
  if (node === undefined) return
  const operation = node.value as Operation
  const who = node.from.key.toString('hex').slice(0, 8)
  const { value: count } = (await counts.get(who)) ?? { value: 0 }
  await counts.put(who, (count as number) + 1)
  if ('add' in operation)
    await host.addWriter(Buffer.from(operation.add, 'hex'), { indexer: operation.indexer })
  if ('say' in operation) await messages.append({ text: operation.say, nth: messages.length })
  // After changes to the views, of which none may stay.
  if ('fail' in operation) throw new Error(operation.fail)
}

function open(store: ViewStore): Views {
  return {
    messages: store.get('messages', { valueEncoding: 'json' }),
    counts: store.bee('counts', { keyEncoding: 'utf-8', valueEncoding: 'json' }),
  }
}

let base: Base<Views> | null = null

function chat(): Base<Views> {
  if (base === null) throw new Error('no base')
  return base
}

define({
  'base.open': async ({ id }) => {
    base = new Base(new Store(), id ?? null, { open, apply })
    base.on('update', () => tell({ event: 'update', length: chat().view.messages.length }))
    base.on('writable', (writable) => tell({ event: 'writable', writable }))
    base.on('error', (error) => tell({ event: 'base-error', message: error.message }))
    await base.ready()
    return { id: base.id, local: base.local?.key.toString('hex'), writable: base.writable }
  },
  'base.append': ({ value }) => chat().append(value),
  'base.update': () => chat().update(),
  'base.raw': ({ text }) => chat().append(text),
  'base.read': async () => {
    const { messages, counts } = chat().view
    const texts: unknown[] = []
    for (let index = 0; index < messages.length; index++) texts.push(await messages.get(index))
    const members: unknown[] = []
    for await (const { value } of counts.createReadStream()) members.push(value)
    return { texts, members }
  },
  'base.cheat': () => chat().view.messages.append({ text: 'not an operation' }),
})

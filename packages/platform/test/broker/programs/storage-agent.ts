/** The agent, with bees and drives. */
import { Bee, Drive, Store } from '@comice/runtime'
import { define, tell } from './agent.ts'

const store = new Store()
const bees = new Map<string, Bee<'utf-8', 'json'>>()
const drives = new Map<string, Drive>()

const bee = (as: string) => bees.get(as) ?? fail(as)
const drive = (as: string) => drives.get(as) ?? fail(as)

function fail(as: string): never {
  throw new Error(`nothing is called ${as}`)
}

const encodings = { keyEncoding: 'utf-8', valueEncoding: 'json' } as const

define({
  'bee.open': async ({ as, ...options }) => {
    const core = store.get(options)
    const opened = new Bee(core, encodings)
    bees.set(as, opened)
    await opened.ready()
    return { id: core.id, version: opened.version, writable: opened.writable }
  },
  'bee.derive': async ({ as, from, checkout, sub }) => {
    bees.set(as, sub === undefined ? bee(from).checkout(checkout) : bee(from).sub(sub))
    await bee(as).ready()
  },
  'bee.put': ({ as, key, value }) => bee(as).put(key, value),
  'bee.del': ({ as, key }) => bee(as).del(key),
  'bee.get': async ({ as, key }) => (await bee(as).get(key))?.value,
  'bee.version': ({ as }) => bee(as).version,
  'bee.read': async ({ as, range }) => {
    const entries: unknown[] = []
    for await (const { key, value } of bee(as).createReadStream(range)) entries.push([key, value])
    return entries
  },
  'bee.batch': async ({ as, pairs, flush }) => {
    const batch = bee(as).batch()
    for (const [key, value] of pairs) {
      if (value === null) batch.del(key)
      else batch.put(key, value)
    }
    const seen = await Promise.all(pairs.map(async ([key]) => (await batch.get(key))?.value ?? null))
    if (flush) await batch.flush()
    else batch.close()
    return seen
  },
  'bee.watch': async ({ as, range }) => {
    void (async () => {
      for await (const [current, previous] of bee(as).watch(range))
        tell({ event: 'changed', current: current.version, before: (await previous.get('b'))?.value ?? null })
    })()
  },
  'drive.open': async ({ as, id }) => {
    const opened = new Drive(store, id)
    drives.set(as, opened)
    await opened.ready()
    return { id: opened.id, version: opened.version, writable: opened.writable }
  },
  'drive.put': async ({ as, name, text, repeat, executable }) => {
    await drive(as).put(name, text.repeat(repeat ?? 1), { executable: executable ?? false })
    return drive(as).version
  },
  'drive.get': async ({ as, name }) => {
    const bytes = await drive(as).get(name)
    return bytes === null ? null : bytes.length > 1000 ? bytes.length : bytes.toString()
  },
  'drive.range': async ({ as, name, start, length }) =>
    Buffer.concat(
      (await drive(as).createReadStream(name, { start, length }).toArray()) as Buffer[],
    ).toString(),
  'drive.missing': async ({ as, name }) => (await drive(as).createReadStream(name).toArray()).length,
  'drive.entry': ({ as, name }) => drive(as).entry(name),
  'drive.del': ({ as, name }) => drive(as).del(name),
  'drive.list': async ({ as, folder }) => {
    const names: string[] = []
    for await (const { key } of drive(as).list(folder)) names.push(key)
    return names
  },
  'drive.readdir': async ({ as, folder }) => {
    const names: string[] = []
    for await (const name of drive(as).readdir(folder)) names.push(name)
    return names
  },
  'drive.checkout': ({ as, from, checkout }) => void drives.set(as, drive(from).checkout(checkout)),
  'drive.watch': ({ as, folder }) => {
    void (async () => {
      for await (const [current, previous] of drive(as).watch(folder))
        tell({ event: 'drive', now: current.version, before: previous.version })
    })()
  },
  'drive.download': ({ as, folder }) => drive(as).download(folder),
})

/** A base with two views, a tree of notes and a list of all that was written, as services and apps have them. */
import { handOver, openBase, openStore, settledPoint } from '@comice/storage'
import type { TempDir } from '@comice/testkit'
import type Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import ProtomuxWakeup from 'protomux-wakeup'

export interface Notes {
  readonly list: Hypercore<Uint8Array>
  readonly tree: Hyperbee<Uint8Array, Uint8Array>
}

export type NotesBase = Autobase<Notes, Uint8Array>

const ENCRYPTION_KEY = Buffer.alloc(32, 7)

/** Somebody with a store and the base in it; opened again, the same one. */
export interface NotesPeer extends AsyncDisposable {
  readonly base: NotesBase
  /** Pipes both bases into each other. Returns a function that cuts the line. */
  connect(other: NotesPeer): () => void
  write(text: string): Promise<void>
  /** Admits a writer who is no indexer. */
  admit(other: NotesPeer): Promise<void>
  /** Signs from here on, alone. */
  takeOver(): Promise<void>
}

async function apply(nodes: Autobase.Node<Uint8Array>[], { list, tree }: Notes, host: Autobase.HostCalls) {
  const batch = tree.batch({ update: false })
  for (const { value, from } of nodes) {
    const text = Buffer.from(value).toString()
    if (text.startsWith('=')) {
      const [system = '', length = ''] = text.slice(1).split(' ')
      await handOver(host, { system: Buffer.from(system, 'hex'), length: Number(length) }, from.key as Buffer)
    } else if (text.startsWith('+'))
      await host.addWriter(Buffer.from(text.slice(1), 'hex'), { indexer: false })
    else if (text !== '') {
      // Only who knows what stood there before can do this.
      const before = Number((await batch.get(value))?.value?.[0] ?? 0)
      await batch.put(value, Uint8Array.of(before + 1))
      await list.append(Buffer.from(value))
    }
  }
  await batch.flush()
}

/** Opens the base of `key`, or makes one, in the store `name` below `dir`. */
export async function openNotes(
  dir: TempDir,
  name: string,
  key: Uint8Array | null = null,
): Promise<NotesPeer> {
  const failed: Error[] = []
  const opened = await openStore(dir.join(name), { onFailure: (error) => failed.push(error) })
  const wakeup = new ProtomuxWakeup()
  const base: NotesBase = await openBase<Notes>(opened.store.namespace('notes'), {
    key,
    encryptionKey: ENCRYPTION_KEY,
    wakeup,
    ackIntervalMs: 50,
    maxBlockBytes: 64 * 1024,
    maxFetchedNodes: 1024,
    views: [
      { name: 'list', kind: 'core' },
      { name: 'tree', kind: 'bee' },
    ],
    open: (views) => ({
      list: views.get<Uint8Array>('list', { valueEncoding: 'binary' }),
      tree: new Hyperbee<Uint8Array, Uint8Array>(views.get('tree'), {
        keyEncoding: 'binary',
        valueEncoding: 'binary',
        extension: false,
      }),
    }),
    apply,
    onerror: (error) => failed.push(error),
    onrollback: () => failed.push(new Error('rolled back')),
  })
  const write = async (text: string) => void (await base.append(Buffer.from(text)))
  return {
    base,
    connect(other) {
      const [here, there] = [base.replicate(true), other.base.replicate(false)]
      here.pipe(there).pipe(here)
      return () => {
        here.destroy()
        there.destroy()
      }
    },
    write,
    admit: (other) => write(`+${Buffer.from(other.base.local.key ?? []).toString('hex')}`),
    async takeOver() {
      const point = settledPoint(base)
      await write(`=${Buffer.from(point?.system ?? []).toString('hex')} ${point?.length}`)
    },
    async [Symbol.asyncDispose]() {
      await base.close()
      wakeup.destroy()
      await opened.close()
      if (failed[0] !== undefined) throw new Error(`${name} failed`, { cause: failed[0] })
    },
  }
}

import { tempDir } from '@comice/testkit'
import Hypercore from 'hypercore'
import { readStored } from '../../src/bulk/core-blocks.ts'
import { blocksOf, pathOf, type Subtree } from '../../src/bulk/range-tree.ts'

/** Cores of plain hypercore, each in a folder of its own, closed at the end. */
export function createCores() {
  const stack = new AsyncDisposableStack()
  const dir = async () => stack.use(await tempDir()).path
  const open = async (place: string, key?: Uint8Array | null): Promise<Hypercore> => {
    const core = key == null ? new Hypercore(place) : new Hypercore(place, Buffer.from(key))
    await core.ready()
    stack.defer(() => core.close())
    return core
  }
  return {
    dir,
    open,
    /** A writable core with blocks of these sizes, of bytes that tell them apart. */
    async filled(sizes: readonly number[]): Promise<Hypercore> {
      const core = await open(await dir())
      await core.append(sizes.map((size, at) => Buffer.alloc(size, at % 251)))
      return core
    },
    /** The core of another, with nothing of it but what its writer signed. */
    async copyOf(of: Hypercore, place?: string): Promise<Hypercore> {
      const core = await open(place ?? (await dir()), of.key)
      const stop = connect(of, core)
      await core.update({ wait: true })
      stop()
      return core
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Replicates two cores until it is called. */
export function connect(one: Hypercore, other: Hypercore): () => void {
  const [a, b] = [one.replicate(true), other.replicate(false)]
  a.pipe(b).pipe(a)
  return () => {
    a.destroy()
    b.destroy()
  }
}

/** What a holder gives for a subtree. */
export async function storedChunk(core: Hypercore, subtree: Subtree, length = core.length) {
  const nodes = pathOf(subtree, length)
  const stored = await readStored(core, { start: subtree.start, count: blocksOf(subtree), nodes })
  if (stored === null) throw new Error('not stored')
  return { blocks: stored.blocks, path: stored.nodes }
}

import Corestore from 'corestore'
import Hyperdrive from 'hyperdrive'
import { tempDir, type TempDir } from '@comice/testkit'
import { materialise } from '../../src/checkout/materialise.ts'
import { removeTree } from '../../src/checkout/remove-tree.ts'
import type { Checkout, CheckoutOptions } from '../../src/checkout/checkout.ts'

export interface LocalDrive extends AsyncDisposable {
  readonly drive: Hyperdrive
  readonly dir: TempDir
  /** Writes an entry as it is, past all checks of hyperdrive. */
  putRaw(key: string, value: unknown): Promise<void>
  checkout(options?: Partial<CheckoutOptions> & { length?: number; blobsLength?: number }): Promise<Checkout>
}

/** A drive of this process, as a hostile or careless author may write it, and checkouts of it. */
export async function createLocalDrive(): Promise<LocalDrive> {
  const dir = await tempDir('drive')
  const store = new Corestore(dir.join('store'))
  const drive = new Hyperdrive(store)
  await drive.ready()
  const files = drive.db.sub('files', { keyEncoding: 'utf-8' })
  return {
    drive,
    dir,
    putRaw: (key, value) => files.put(key, value as Hyperdrive.EntryValue),
    checkout: ({ length = drive.core.length, blobsLength, ...options } = {}) =>
      materialise(
        {
          drive,
          version: { fork: drive.core.fork, length, blobsLength: blobsLength ?? drive.blobs!.core.length },
        },
        { versionsDir: dir.join('versions'), ...options },
      ),
    async [Symbol.asyncDispose]() {
      await drive.close()
      await removeTree(dir.join('versions'))
      await dir[Symbol.asyncDispose]()
    },
  }
}

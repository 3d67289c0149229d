/** Hypercore and what is built on it, in one real store. */
import { join } from 'node:path'
import Autobase from 'autobase'
import c from 'compact-encoding'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import Hyperblobs from 'hyperblobs'
import Hypercore from 'hypercore'
import CoreStorage from 'hypercore-storage'
import RocksDB from 'rocksdb-native'
import type { Reality, World } from './world.ts'

export interface Stores {
  reality: Reality
  store: Corestore
  base: Autobase
}

export async function storeObjects(world: World): Promise<Stores> {
  const store = new Corestore(join(world.folder, 'store'))
  world.defer(() => store.close())
  await store.ready()
  const { base, reality } = await baseObjects(world, store)
  return {
    store,
    base,
    reality: {
      ...reality,
      ...(await coreObjects(world, store)),
      ...(await storageObjects(world, store)),
      ...(await beeObjects(world, store)),
      ...(await blobObjects(store)),
    },
  }
}

async function coreObjects(world: World, store: Corestore): Promise<Reality> {
  const core = store.get({ name: 'core', encryption: { key: new Uint8Array(32) } })
  const copy = new Hypercore(join(world.folder, 'copy'), await keyOf(core))
  world.defer(() => copy.close())
  const added = Promise.withResolvers<Hypercore.Peer>()
  core.on('peer-add', (peer) => added.resolve(peer))
  const appended = await core.append(['one', 'two'])
  const stream = core.replicate(true)
  const other = copy.replicate(false)
  stream.pipe(other).pipe(stream)
  world.defer(() => stream.destroy())
  const extension = core.registerExtension('conformance')
  const manifest = core.manifest
  const signer = manifest?.signers[0]
  if (!manifest || !signer) throw new Error('an own core has a manifest')
  return {
    'hypercore#Hypercore': { object: core, statics: { Hypercore } },
    'hypercore#HypercoreConstructor': { statics: Hypercore, object: Hypercore },
    'hypercore#Hypercore.AppendResult': { object: appended },
    'hypercore#Hypercore.ReplicationStream': { object: stream },
    'hypercore#Hypercore.WriteStream': { object: core.createWriteStream() },
    'hypercore#Hypercore.Download': { object: core.download({ start: 0, end: 1 }) },
    'hypercore#Hypercore.Info': { object: await core.info() },
    'hypercore#Hypercore.Manifest': { object: manifest },
    'hypercore#Hypercore.Signer': { object: signer },
    'hypercore#Hypercore.Proof': { object: await core.proof({ upgrade: { start: 0, length: 2 } }) },
    'hypercore#Hypercore.Peer': { object: await added.promise },
    'hypercore#Hypercore.Extension': { object: extension },
    'hypercore#Hypercore.WriterKeyPair': { object: core.keyPair ?? {} },
    'hypercore#Hypercore.DefaultEncryption': { object: core.encryption ?? {} },
    'hypercore#Hypercore.DefaultEncryptionConstructor': { object: Hypercore.DefaultEncryption },
  }
}

async function storageObjects(world: World, store: Corestore): Promise<Reality> {
  const { storage } = store
  const core = store.get({ name: 'stored' })
  await core.append('one')
  const { discoveryKey } = core
  if (!discoveryKey) throw new Error('an appended core has keys')
  const info = await storage.getInfo(discoveryKey)
  const [read, write] = [storage.db.read(), storage.db.write()]
  world.defer(() => [read.destroy(), write.destroy()])
  return {
    'corestore#Corestore': { object: store, statics: Corestore },
    'corestore#Corestore.GroupNotifyHandle': { object: store.notifyGroup(new Uint8Array(32)) },
    'hypercore-storage#CoreStorage': { object: storage, statics: CoreStorage },
    'hypercore-storage#CoreStorage.Auth': { object: (await storage.getAuth(discoveryKey)) ?? {} },
    'hypercore-storage#CoreStorage.CoreInfo': { object: info ?? {} },
    'hypercore-storage#CoreStorage.Atom': { object: storage.createAtom() },
    'rocksdb-native#RocksDB': { object: storage.rocks, statics: RocksDB },
    'rocksdb-native#RocksDB.ColumnFamily': { object: storage.db.defaultColumnFamily },
    'rocksdb-native#RocksDB.WalFile': { object: await storage.rocks.currentWalFile() },
    'rocksdb-native#RocksDB.Stats': { object: storage.rocks.stats },
    'rocksdb-native#RocksDB.ReadBatch': { object: read },
    'rocksdb-native#RocksDB.WriteBatch': { object: write },
  }
}

async function beeObjects(world: World, store: Corestore): Promise<Reality> {
  const bee = new Hyperbee(store.get({ name: 'bee' }), { keyEncoding: 'utf-8', valueEncoding: c.uint })
  await bee.put('one', 1)
  const batch = bee.batch()
  const watcher = bee.watch()
  const entryWatcher = await bee.getAndWatch('one')
  const iterator = bee.createRangeIterator()
  await iterator.open()
  world.defer(() => Promise.all([batch.close(), watcher.close(), entryWatcher.close(), iterator.close()]))
  const [history] = await arrayOf(bee.createHistoryStream())
  const [difference] = await arrayOf(bee.createDiffStream(1))
  return {
    'hyperbee#Hyperbee': { object: bee, statics: { Hyperbee } },
    'hyperbee#HyperbeeConstructor': { statics: Hyperbee, object: Hyperbee },
    'hyperbee#Hyperbee.Metadata': { object: { ...(await bee.getHeader())?.metadata } },
    'hyperbee#Hyperbee.Header': { object: (await bee.getHeader()) ?? {} },
    'hyperbee#Hyperbee.Entry': { object: (await bee.get('one')) ?? {} },
    'hyperbee#Hyperbee.HistoryEntry': { object: history ?? {} },
    'hyperbee#Hyperbee.DiffEntry': { object: difference ?? {} },
    'hyperbee#Hyperbee.Batch': { object: batch },
    'hyperbee#Hyperbee.RangeIterator': { object: iterator },
    'hyperbee#Hyperbee.Watcher': { object: watcher },
    'hyperbee#Hyperbee.EntryWatcher': { object: entryWatcher },
  }
}

async function blobObjects(store: Corestore): Promise<Reality> {
  const blobs = new Hyperblobs(store.get({ name: 'blobs' }))
  const id = await blobs.put('content')
  const monitor = blobs.monitor(id)
  return {
    'hyperblobs#Hyperblobs.TransferStats': { object: monitor.uploadStats },
    'hyperblobs#Hyperblobs': { object: blobs, statics: Hyperblobs },
    'hyperblobs#Hyperblobs.BlobId': { object: id },
    'hyperblobs#Hyperblobs.Batch': { object: blobs.batch() },
    'hyperblobs#Hyperblobs.Monitor': { object: monitor },
  }
}

async function baseObjects(world: World, store: Corestore): Promise<{ base: Autobase; reality: Reality }> {
  const seen: Reality = {}
  const base = new Autobase(store.namespace('base'), {
    valueEncoding: c.string,
    ackInterval: 0,
    open(viewStore) {
      seen['autobase#Autobase.ViewStore'] = { object: viewStore }
      return viewStore.get({ name: 'view', valueEncoding: 'utf-8' })
    },
    async apply(nodes, view, host) {
      for (const node of nodes) await view.append(node.value)
      Object.assign(seen, {
        'autobase#Autobase.Node': { object: nodes[0] },
        'autobase#Autobase.HostCalls': { object: host },
      })
    },
  })
  world.defer(() => base.close())
  await base.append('one')
  const batch = base.batch()
  return {
    base: base as Autobase,
    reality: {
      ...seen,
      'autobase#Autobase': { object: base, statics: { Autobase } },
      'autobase#AutobaseConstructor': { statics: Autobase, object: Autobase },
      'autobase#Autobase.System': { object: base.system ?? {} },
      'autobase#Autobase.ActiveWriters': { object: base.activeWriters },
      'autobase#Autobase.Writer': { object: base.localWriter ?? {} },
      'autobase#Autobase.AppendBatch': { object: batch },
      'autobase#Autobase.Head': { object: base.heads()[0] ?? {} },
    },
  }
}

async function keyOf(core: Hypercore): Promise<Uint8Array> {
  await core.ready()
  if (!core.key) throw new Error('an open core has a key')
  return core.key
}

async function arrayOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of stream) list.push(item)
  return list
}

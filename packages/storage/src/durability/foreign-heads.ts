import type { CoreTransaction, SessionState, SharedCore, TreeBatch } from './substrate-internals.ts'

/**
 * Adds to `heads` the database keys, by identity, of heads of `core` whose signature was not made for this write:
 *
 * - A verified proof of a peer. Whoever sent it can send it again.
 * - A commit that brings its signature to a core whose secret key is not in this store: a view of an Autobase, whose
 *   signatures are those that its indexers wrote into their own cores. A view that loses its newest head in a power
 *   loss gets it back from the same signatures, or from a peer. Nobody can sign another one: an indexer's own
 *   signature is in its own core, synced before it is used here.
 */
export function markForeignHeads(core: SharedCore, heads: WeakSet<Uint8Array>): void {
  const state = core.state
  if (state === null || Object.hasOwn(state, '_verifyBlock')) return
  markProofs(state, heads)
  if (core.header?.keyPair === null) markCommits(state, heads)
}

function markProofs(state: SessionState, heads: WeakSet<Uint8Array>): void {
  const verifyBlock = state._verifyBlock.bind(state)
  state._verifyBlock = (batch, ...rest) => {
    markProof(batch, heads)
    return verifyBlock(batch, ...rest)
  }
}

function markProof(batch: TreeBatch, heads: WeakSet<Uint8Array>): void {
  const commit = batch.commit.bind(batch)
  batch.commit = (tx) => {
    markHead(tx, heads)
    commit(tx)
  }
}

/** A commit without a signature makes one, of whatever key the session brings: that one is waited for. */
function markCommits(state: SessionState, heads: WeakSet<Uint8Array>): void {
  const given = new WeakSet<Uint8Array>()
  const commit = state.commit.bind(state)
  state.commit = (source, options) => {
    if (options?.signature) given.add(options.signature)
    return commit(source, options)
  }

  const overwrite = state._overwrite.bind(state)
  const createWriteBatch = state.createWriteBatch.bind(state)
  state._overwrite = async (...change) => {
    const signature = change[4]
    if (!signature || !given.has(signature)) return overwrite(...change)
    // The state is locked meanwhile: no other write takes its transaction for this one.
    state.createWriteBatch = () => markHead(createWriteBatch(), heads)
    try {
      return await overwrite(...change)
    } finally {
      state.createWriteBatch = createWriteBatch
    }
  }
}

/** Remembers the key that the head of `tx` will be written under. */
function markHead(tx: CoreTransaction, heads: WeakSet<Uint8Array>): CoreTransaction {
  const setHead = tx.setHead.bind(tx)
  tx.setHead = (head) => {
    setHead(head)
    const change = tx.changes.at(-1)
    if (change !== undefined) heads.add(change[0])
  }
  return tx
}

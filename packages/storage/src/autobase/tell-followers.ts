/**
 * After a handover, who does not know of it goes forward to what the former signers signed last, and no further: their
 * view says nothing of what came later, and Autobase names only writers whose blocks are not signed *here*. So whoever
 * went through a handover names all writers to each peer; of what is known there the peer asks nothing.
 */
import type Autobase from 'autobase'
import { MAX_TOLD_WRITERS } from '../constants.ts'
import type { MovingBase } from './handover-internals.ts'
import { readWhole } from './whole-views.ts'
import type { Head } from './writer-internals.ts'

/** Manifests of views have this version from the first handover on. */
const HANDED_OVER_VERSION = 2

/** Call it after `guardWakeup`, in the same tick as the constructor, before the base opens its wakeup session. */
export function tellFollowers(base: Autobase): void {
  const internals = base as unknown as MovingBase
  let writers: Head[] = []
  let listing: Promise<void> | null = null
  const list = async () => {
    writers = await readWhole(base, () => listWriters(base))
    const { wakeupSession } = internals
    for (const peer of wakeupSession?.peers ?? []) wakeupSession?.announce(peer, writers)
  }
  const look = () => {
    if ((base.core.manifest?.version ?? 0) < HANDED_OVER_VERSION) return
    // When the views move under the list, the event of that looks again; when the base closed, nobody asks.
    listing = (listing ?? Promise.resolve()).then(list).catch(() => undefined)
  }
  base.on('reboot', look)
  base.on('fast-forward', look)
  base.ready().then(look, () => undefined)
  const getWakeup = internals._getWakeup.bind(base)
  internals._getWakeup = () => [...writers, ...getWakeup()]
  const setWakeup = internals.setWakeup.bind(base)
  internals.setWakeup = (...capability) => {
    setWakeup(...capability)
    const handlers = internals.wakeupSession?.handlers
    if (handlers === undefined) return
    const onpeeractive = handlers.onpeeractive.bind(handlers)
    handlers.onpeeractive = (peer, session) => {
      onpeeractive(peer, session)
      if (writers.length > 0) session.announce(peer, writers)
    }
  }
}

async function listWriters(base: Autobase): Promise<Head[]> {
  const writers: Head[] = []
  for await (const { key, value } of base.system?.list() ?? []) {
    if (value.length > 0 && writers.length < MAX_TOLD_WRITERS) writers.push({ key, length: value.length })
  }
  return writers
}

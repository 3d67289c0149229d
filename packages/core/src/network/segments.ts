/** Which segments a network has. */
import { LOCAL_PORT } from '../constants.ts'
import type { NetworkOptions } from './network.ts'
import { createExplicitSource } from './segment-explicit.ts'
import { createLanSource } from './segment-lan.ts'
import { createLoopbackSource } from './segment-loopback.ts'
import { createPublicSource } from './segment-public.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'

/** An explicit bootstrap, or node, excludes everything else. */
export function createSources(sink: SegmentSink, options: NetworkOptions): SegmentSource[] {
  const { bootstrap, dht } = options
  if (bootstrap === undefined && dht === undefined)
    return [...localSources(sink, options), ...publicSources(sink, options)]
  return [createExplicitSource(sink, { bootstrap: bootstrap ?? [], ...(dht && { dht }) })]
}

function localSources(sink: SegmentSink, options: NetworkOptions): SegmentSource[] {
  const { local = true, localPort = LOCAL_PORT, mdns = true } = options
  if (!local) return []
  const loopback = createLoopbackSource(sink, localPort)
  return mdns ? [loopback, createLanSource(sink)] : [loopback]
}

function publicSources(sink: SegmentSink, options: NetworkOptions): SegmentSource[] {
  const { publicBootstrap: bootstrap, knownNodes } = options
  if (options.public === false) return []
  return [createPublicSource(sink, { ...(bootstrap && { bootstrap }), ...(knownNodes && { knownNodes }) })]
}

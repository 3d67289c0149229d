/** Which segments a network has. */
import { LOCAL_PORT } from '../constants.ts'
import type { NetworkOptions } from './network.ts'
import { createExplicitSource } from './segment-explicit.ts'
import { createLoopbackSource } from './segment-loopback.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'

/** An explicit bootstrap, or node, excludes everything else. */
export function createSources(sink: SegmentSink, options: NetworkOptions): SegmentSource[] {
  const { bootstrap, dht, local = true, localPort = LOCAL_PORT } = options
  if (bootstrap !== undefined || dht !== undefined) {
    return [createExplicitSource(sink, { bootstrap: bootstrap ?? [], ...(dht && { dht }) })]
  }
  const sources: SegmentSource[] = []
  if (local) sources.push(createLoopbackSource(sink, localPort))
  return sources
}

/**
 * The `blind-peer` channel of each connection of a peer. Protomux allows one for each connection, so a peer that both
 * keeps for others and is kept by them uses the same one in both directions.
 */
import type { Peer, PeerConnection } from '@comice/core'
import type Protomux from 'protomux'
import { CHANNEL_TIMEOUT_MS } from '../constants.ts'
import { type BlindRequest, blindRequest } from './blind-request.ts'

const PROTOCOL = 'blind-peer'

export type RequestHandler = (connection: PeerConnection, request: BlindRequest) => void

const channelsByPeer = new WeakMap<Peer, BlindChannels>()

/** The channels of `peer`; the same object for every service on it. */
export function channelsOf(peer: Peer): BlindChannels {
  let channels = channelsByPeer.get(peer)
  if (channels === undefined) {
    channels = new BlindChannels(peer)
    channelsByPeer.set(peer, channels)
  }
  return channels
}

export class BlindChannels {
  readonly #channels = new WeakMap<PeerConnection, Protomux.Channel>()
  #handler: RequestHandler | null = null

  constructor(peer: Peer) {
    peer.attach((connection) => this.#pair(connection))
  }

  /** Answers requests from now on; null stops it. There is one keep for a peer. */
  handle(handler: RequestHandler | null): void {
    this.#handler = handler
  }

  /** Our end of the channel. */
  async open(connection: PeerConnection): Promise<Protomux.Channel | null> {
    const channel = this.#channel(connection)
    if (channel === null) return null
    const timer = setTimeout(() => channel.close(), CHANNEL_TIMEOUT_MS)
    try {
      return (await channel.fullyOpened()) ? channel : null
    } finally {
      clearTimeout(timer)
    }
  }

  #pair(connection: PeerConnection): void {
    connection.mux.pair({ protocol: PROTOCOL }, () => {
      // Without a keep here nothing is opened, and Protomux tells the other end so.
      if (this.#handler !== null) this.#channel(connection)
    })
  }

  #channel(connection: PeerConnection): Protomux.Channel | null {
    const known = this.#channels.get(connection)
    if (known !== undefined && !known.closed) return known
    const channel = connection.mux.createChannel({
      protocol: PROTOCOL,
      messages: [
        {
          encoding: blindRequest,
          onmessage: (request: BlindRequest) => this.#handler?.(connection, request),
        },
      ],
    })
    if (channel === null) return null
    this.#channels.set(connection, channel)
    channel.open()
    return channel
  }
}

/// <reference types="@comice/holepunch-types" preserve="true" />
import UDX from 'udx-native'
import { TestkitError } from '../errors.ts'

const LOOPBACK = '127.0.0.1'

/** Hands a datagram on: from the port that sent it, to the port it is for, by calling `send` or not. */
export type Carry = (from: number, to: number, send: () => void) => void

/** The relays between pairs of UDP ports on loopback. */
export interface Relays {
  /**
   * The port that `from` sends to in order to reach `to`. A relay is symmetric: what `to` gets comes from the port that
   * it would send to itself. A port that is a relay's already is its own route.
   */
  route(from: number, to: number): number
  close(): Promise<void>
}

interface Relay {
  /** The port that each of the two sees instead of the other, by its own. */
  facing: Map<number, UDX.Socket>
}

/** Makes relays as they are asked for. They stay until the end: hyperdht remembers a path and comes back to it. */
export function createRelays(carry: Carry): Relays {
  const udx = new UDX()
  const relaysByPair = new Map<string, Relay>()
  const ownPorts = new Set<number>()

  function bind(): UDX.Socket {
    const socket = udx.createSocket()
    socket.bind(0, LOOPBACK)
    ownPorts.add(portOf(socket))
    return socket
  }

  function createRelay(one: number, two: number): Relay {
    const facingOne = bind()
    const facingTwo = bind()
    facingOne.on('message', (datagram) => carry(one, two, () => facingTwo.trySend(datagram, two, LOOPBACK)))
    facingTwo.on('message', (datagram) => carry(two, one, () => facingOne.trySend(datagram, one, LOOPBACK)))
    return { facing: new Map([[one, facingOne], [two, facingTwo]]) } // prettier-ignore
  }

  return {
    route(from, to) {
      if (ownPorts.has(to)) return to
      const pair = from < to ? `${from} ${to}` : `${to} ${from}`
      const relay = relaysByPair.get(pair) ?? createRelay(from, to)
      relaysByPair.set(pair, relay)
      return portOf(relay.facing.get(from))
    },
    async close() {
      const sockets = [...relaysByPair.values()].flatMap(({ facing }) => [...facing.values()])
      await Promise.all(sockets.map((socket) => socket.close()))
    },
  }
}

function portOf(socket: UDX.Socket | undefined): number {
  const port = socket?.address()?.port
  if (port === undefined)
    throw new TestkitError('RELAY_NOT_BOUND', 'expected a relay with a port, found none')
  return port
}

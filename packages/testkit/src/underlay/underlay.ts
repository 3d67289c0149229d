/// <reference types="@comice/holepunch-types" preserve="true" />
import type UDX from 'udx-native'
import { UNDERLAY_QUEUE_PACKETS } from '../constants.ts'
import { TestkitError } from '../errors.ts'
import { seededRandom, type SeededRandom } from '../random/random.ts'
import { createRelays, type Relays } from './relays.ts'
import { createHostUdx, type Carrier } from './host-udx.ts'

/** What happens to every datagram between hosts of an underlay. */
export interface Weather {
  /** One way. Default 0. */
  delayMs?: number
  /** Added at random, up to this; datagrams may overtake each other. Default 0. */
  jitterMs?: number
  /** From 0 to 1. Default 0. */
  lossRate?: number
}

/** Datagrams that came from a host of the underlay. */
export interface UnderlayCounters {
  readonly carried: number
  /** Lost to a cut, to the weather or to a full queue. */
  readonly lost: number
}

/** The network below the DHT: real UDP on loopback, through relays of this process that can be told to lose things. */
export interface Underlay extends AsyncDisposable {
  readonly counters: UnderlayCounters
  /** What the DHT node of this host takes as its `udx`. One host has one; a peer that comes back gets a new one. */
  udx(host: string): UDX
  /**
   * From now on no datagram passes between these two, or, with one name, between that host and everything else, the
   * DHT included. Nobody is told: connections stay open until their own timeouts.
   */
  cut(host: string, other?: string): void
  /** Takes back a cut of the same names; without names, every cut. */
  heal(host?: string, other?: string): void
  /** From now on, for everybody. */
  setWeather(weather: Weather): void
}

/** How chance comes into an underlay. */
export interface UnderlayOptions {
  /** Default: one seeded by `testSeed()`. */
  random?: SeededRandom
}

/**
 * Makes a network that can be cut and healed under real DHT nodes, swarms and connections of this process, without root.
 *
 * ```ts
 * await using underlay = createUnderlay()
 * await using peers = await createPeers('alice', 'bob', { underlay })
 * await connect(peers.alice, peers.bob)
 * underlay.cut('bob')
 * // both go on by themselves
 * underlay.heal('bob')
 * ```
 *
 * It works by hyperdht's `udx` option. Addresses that peers tell each other are the real ones; only the path is not.
 */
export function createUnderlay(options: UnderlayOptions = {}): Underlay {
  const fate = createFate(options.random ?? seededRandom())
  const hostsByPort = new Map<number, string>()
  const relays: Relays = createRelays((from, to, send) => carrier.carry({ from, to }, send))
  const carrier: Carrier = {
    own: (port, host) => void hostsByPort.set(port, host),
    disown: (port) => void hostsByPort.delete(port),
    route: (from, to) => relays.route(from, to),
    carry: (ends, send) => fate.decide(hostsByPort.get(ends.from), hostsByPort.get(ends.to), send),
    admit(ends, receive) {
      // The nodes of the DHT do not ask when they send.
      if (hostsByPort.has(ends.from)) receive()
      else carrier.carry(ends, receive)
    },
  }
  return {
    counters: fate.counters,
    udx: (host) => createHostUdx(checkHost(host), carrier),
    cut: (host, other) => fate.cut(host, other),
    heal: (host, other) => fate.heal(host, other),
    setWeather: (weather) => fate.setWeather(weather),
    async [Symbol.asyncDispose]() {
      fate.end()
      await relays.close()
    },
  }
}

function checkHost(host: string): string {
  if (host === '') throw new TestkitError('NAME_INVALID', 'a host of an underlay needs a name')
  return host
}

/** Decides of each datagram whether it goes on, and when. */
function createFate(random: SeededRandom) {
  const counters = { carried: 0, lost: 0 }
  const cuts = new Set<string>()
  const timers = new Set<NodeJS.Timeout>()
  let weather: Required<Weather> = { delayMs: 0, jitterMs: 0, lossRate: 0 }

  const isCut = (from: string | undefined, to: string | undefined) =>
    from !== to && [cutName(from), cutName(to), cutName(from, to)].some((name) => cuts.has(name))

  function decide(from: string | undefined, to: string | undefined, send: () => void): void {
    const lost = isCut(from, to) || random.chance(weather.lossRate) || timers.size >= UNDERLAY_QUEUE_PACKETS
    if (lost) return void counters.lost++
    const delayMs = weather.delayMs + random.next() * weather.jitterMs
    if (delayMs === 0) return go(send)
    const timer = setTimeout(() => {
      timers.delete(timer)
      // It may have been cut while it was under way.
      if (isCut(from, to)) counters.lost++
      else go(send)
    }, delayMs)
    timers.add(timer)
  }

  function go(send: () => void): void {
    counters.carried++
    send()
  }

  return {
    counters,
    decide,
    cut: (host: string, other?: string) => void cuts.add(cutName(host, other)),
    heal(host?: string, other?: string) {
      if (host === undefined) cuts.clear()
      else cuts.delete(cutName(host, other))
    },
    setWeather(next: Weather) {
      weather = { delayMs: 0, jitterMs: 0, lossRate: 0, ...next }
    },
    end() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

/** A cut has the same name from both sides. A port nobody owns is a node of the DHT. */
function cutName(host: string | undefined, other?: string): string {
  return JSON.stringify([host ?? null, other ?? null].sort())
}

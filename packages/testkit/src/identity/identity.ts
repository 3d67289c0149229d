/// <reference types="@comice/holepunch-types" preserve="true" />
import { createHash } from 'node:crypto'
import { keyPair, type KeyPair } from 'hypercore-crypto'

/** The 32 bytes that belong to a label: the same on every machine and in every run. For tests only. */
export function seedOf(label: string): Buffer {
  return createHash('sha256').update(`comice-testkit/${label}`).digest()
}

/** The key pair of a named peer: `keyPairOf('alice')` is the same everywhere. Anybody can compute it. For tests only. */
export function keyPairOf(name: string): KeyPair {
  return keyPair(seedOf(`peer/${name}`))
}

/** A 32-byte swarm topic for a label, the same everywhere. */
export function topicOf(label: string): Buffer {
  return seedOf(`topic/${label}`)
}

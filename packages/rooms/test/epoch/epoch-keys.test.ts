import { encodeHex, type EpochRecord, type SealedKey } from '@comice/protocol'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { expect, test } from 'vitest'
import { createEpoch, type Epoch, linkEpoch, sealEpochKey } from '@comice/core'
import { EpochKeys, type EpochSource } from '../../src/epoch/epoch-keys.ts'

const scope = Buffer.alloc(32, 7)

/** Epochs as a view has them, and how often seals were looked up. */
class Epochs implements EpochSource {
  looks = 0
  readonly #records: EpochRecord[] = []
  readonly #seals: SealedKey[][] = []

  add(id: Uint8Array, { links = [], sealed = [] }: { links?: EpochRecord['links']; sealed?: SealedKey[] }) {
    const [number, deviceKey] = [this.#records.length, Buffer.alloc(32)]
    this.#records.push({ epochId: id, number, deviceKey, links, without: [], isStale: false })
    this.#seals.push(sealed)
  }

  async epoch(id: Uint8Array): Promise<EpochRecord | null> {
    return this.#records.find(({ epochId }) => encodeHex(epochId) === encodeHex(id)) ?? null
  }

  async currentEpoch() {
    return this.#records.at(-1) ?? null
  }

  async sealsOf(number: number): Promise<SealedKey[]> {
    this.looks++
    return this.#seals[number] ?? []
  }

  async epochs(): Promise<EpochRecord[]> {
    return [...this.#records]
  }
}

function sealedTo(epoch: Epoch, device: KeyPair): SealedKey[] {
  return [sealEpochKey(epoch, device.publicKey)].filter((one) => one !== null)
}

test('epochs with false seals cost one look each, and do not hide the true ones before them', async () => {
  const device = crypto.keyPair()
  const source = new Epochs()
  const [first, second] = [createEpoch(scope), createEpoch(scope)]
  source.add(first.id, {})
  source.add(second.id, { links: [linkEpoch(second, first)], sealed: sealedTo(second, device) })
  const forged = 1_000
  for (let at = 0; at < forged; at++) {
    const sealed = [{ deviceKey: device.publicKey, box: crypto.randomBytes(80) }]
    source.add(crypto.randomBytes(32), { sealed })
  }
  const keys = new EpochKeys({ scope, device })
  expect((await keys.heads(source)).map(({ id }) => encodeHex(id))).toEqual([encodeHex(second.id)])
  expect(source.looks).toBe(forged + 1)
  expect(await keys.get(first.id, source)).toEqual(first)
})

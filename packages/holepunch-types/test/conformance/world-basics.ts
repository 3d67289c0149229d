/** Modules of plain functions, and keet-identity-key. */
import codecs from 'codecs'
import extensions from 'fs-native-extensions'
import * as runtime from 'hyperschema/runtime'
import HypercoreError from 'hypercore-errors'
import hypercoreCrypto from 'hypercore-crypto'
import hypercoreIdEncoding from 'hypercore-id-encoding'
import IdentityKey from 'keet-identity-key'
import sodium from 'sodium-universal'
import z32 from 'z32'
import type { Reality } from './world.ts'

export function basicObjects(): Reality {
  const keyPair = hypercoreCrypto.keyPair()
  return {
    ...everyExport('fs-native-extensions', extensions),
    ...everyExport('z32', z32),
    ...everyExport('hypercore-crypto', hypercoreCrypto),
    ...everyExport('hypercore-id-encoding', hypercoreIdEncoding),
    ...everyExport('sodium-universal', sodium),
    ...everyExport('hyperschema/runtime', runtime),
    'hypercore-crypto#KeyPair': { object: keyPair },
    ...everyExport('codecs', codecs, 'codecs.'),
    'codecs#codecs': { statics: codecs },
    'codecs#codecs.Codec': { object: codecs('utf-8') },
    'codecs#codecs.AbstractCodec': { object: codecs('json') },
    'hypercore-errors#HypercoreError': { object: errorOf(), statics: HypercoreError },
  }
}

export async function identityObjects(): Promise<Reality> {
  const mnemonic = IdentityKey.generateMnemonic()
  const identity = await IdentityKey.from({ mnemonic })
  const device = hypercoreCrypto.keyPair()
  const proof = await identity.bootstrap(device.publicKey)
  const verified = IdentityKey.verify(proof, null, { expectedDevice: device.publicKey })
  if (!verified) throw new Error('the proof of a device does not verify')
  return {
    'keet-identity-key#IdentityKey': { object: identity, statics: IdentityKey },
    'keet-identity-key#IdentityKey.KeyChain': { object: identity.keyChain },
    'keet-identity-key#IdentityKey.Verified': { object: verified },
  }
}

function errorOf(): HypercoreError {
  return new HypercoreError('nothing', 'ERR_ASSERTION')
}

/** Functions and constants of a module stand for themselves. */
function everyExport(module: string, exported: object, prefix = ''): Reality {
  const names = Object.getOwnPropertyNames(exported)
  return Object.fromEntries(names.map((name) => [`${module}#${prefix}${name}`, { statics: exported }]))
}

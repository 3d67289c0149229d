/**
 * TypeScript declarations for the Holepunch modules that ship none: Hypercore, Hyperbee, Autobase, Corestore, HyperDHT,
 * Hyperswarm, Protomux and what is around them.
 *
 * Put this line once into your program, or `"@comice/holepunch-types"` into `types` of your tsconfig:
 *
 * ```ts
 * /// <reference types="@comice/holepunch-types" preserve="true" />
 * import Corestore from 'corestore'
 *
 * const store = new Corestore('./store')
 * const core = store.get({ name: 'log', valueEncoding: 'utf-8' })
 * const { length } = await core.append('hello')
 * const first: string = await core.get(0)
 * ```
 *
 * @packageDocumentation
 */
/* eslint-disable @typescript-eslint/triple-slash-reference -- ambient modules are brought in by references, not by imports */
/// <reference types="node" />
/// <reference path="./modules/autobase.d.cts" />
/// <reference path="./modules/blind-pairing.d.cts" />
/// <reference path="./modules/blind-peer.d.cts" />
/// <reference path="./modules/blind-peering.d.cts" />
/// <reference path="./modules/codecs.d.cts" />
/// <reference path="./modules/corestore.d.cts" />
/// <reference path="./modules/fs-native-extensions.d.cts" />
/// <reference path="./modules/hyperbee.d.cts" />
/// <reference path="./modules/hyperblobs.d.cts" />
/// <reference path="./modules/hypercore-crypto.d.cts" />
/// <reference path="./modules/hypercore-errors.d.cts" />
/// <reference path="./modules/hypercore-id-encoding.d.cts" />
/// <reference path="./modules/hypercore-storage.d.cts" />
/// <reference path="./modules/hypercore.d.cts" />
/// <reference path="./modules/hyperdht.d.cts" />
/// <reference path="./modules/hyperdrive.d.cts" />
/// <reference path="./modules/hyperschema.d.cts" />
/// <reference path="./modules/hyperswarm.d.cts" />
/// <reference path="./modules/hyperswarm__secret-stream.d.cts" />
/// <reference path="./modules/keet-identity-key.d.cts" />
/// <reference path="./modules/localdrive.d.cts" />
/// <reference path="./modules/mirror-drive.d.cts" />
/// <reference path="./modules/protomux-rpc.d.cts" />
/// <reference path="./modules/protomux-wakeup.d.cts" />
/// <reference path="./modules/protomux.d.cts" />
/// <reference path="./modules/rocksdb-native.d.cts" />
/// <reference path="./modules/sodium-universal.d.cts" />
/// <reference path="./modules/udx-native.d.cts" />
/// <reference path="./modules/z32.d.cts" />

export {}

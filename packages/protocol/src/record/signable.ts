/**
 * The bytes that signatures in records cover: a label that no other signed thing of ours starts with, a NUL byte,
 * and a struct in its canonical encoding.
 */
import c from 'compact-encoding'
import type { AdmitOp, AppRelease, DeviceClaim, DeviceRecord } from '../generated/structs.ts'
import { structCodec } from './record.ts'
import { type StructName, toWire } from './shape.ts'

/** Context of the device-record in a create operation, where there is no invite: 32 zero bytes. */
export const CREATOR_CONTEXT: Uint8Array = new Uint8Array(32)

/**
 * What {@link DeviceRecord}.signature signs with the device key: this device, of this identity, writes this core.
 * `context` is the id of the invite the device answers to, so the record is of no use to admit it anywhere else.
 * @throws RECORD_INVALID
 */
export function deviceSignable(
  device: Omit<DeviceRecord, 'signature' | 'attestation'>,
  context: Uint8Array,
): Uint8Array {
  const { identityKey, deviceKey, writerKey, name } = device
  const claim: DeviceClaim = { context, identityKey, deviceKey, writerKey, name }
  return signable('comice/device/1', 'device-claim', claim)
}

/** What {@link AdmitOp}.signature signs with the admitter's device key. @throws RECORD_INVALID */
export function admissionSignable(roomKey: Uint8Array, admission: Omit<AdmitOp, 'signature'>): Uint8Array {
  const { inviteId, device, admittedAt, admitter } = admission
  return signable('comice/admission/1', 'admission', { roomKey, inviteId, device, admittedAt, admitter })
}

/** What the signature of a release covers; the drive's key keeps it from being of use in another app. @throws RECORD_INVALID */
export function releaseSignable(driveKey: Uint8Array, release: AppRelease): Uint8Array {
  return signable('comice/release/1', 'release-claim', { driveKey, release })
}

function signable(label: string, struct: StructName, value: object): Uint8Array {
  const head = new TextEncoder().encode(`${label}\0`)
  const body = c.encode(structCodec(struct), toWire(struct, value as Record<string, unknown>))
  const bytes = new Uint8Array(head.byteLength + body.byteLength)
  bytes.set(head)
  bytes.set(body, head.byteLength)
  return bytes
}

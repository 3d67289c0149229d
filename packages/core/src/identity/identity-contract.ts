/** A device proves to a connected peer which identity it belongs to, so that grants to the identity apply. */
import c from 'compact-encoding'
import { MAX_ATTESTATION_BYTES } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { Grants } from '../grants/grants.ts'
import { defineContract, method } from '../rpc/contract.ts'
import type { CallContext, RpcClient } from '../rpc/rpc.ts'
import { type Identity, verifyDevice } from './identity.ts'

/** `present(attestation) → accepted`: the attestation must be for the device key of the connection. */
export const identityContract = defineContract({
  name: 'identity',
  version: 1,
  methods: {
    present: method({
      request: c.buffer,
      response: c.bool,
      maxRequestBytes: MAX_ATTESTATION_BYTES + 4,
      maxResponseBytes: 1,
    }),
  },
})

/** The serving end: tells `grants` the identity of a connection whose attestation holds. */
export function receiveIdentity(grants: Grants) {
  return (attestation: Uint8Array | null, { connection }: CallContext): boolean => {
    const attested = attestation === null ? null : verifyDevice(attestation, connection.remotePublicKey)
    if (attested === null) throw CoreErrors.ATTESTATION_REFUSED({})
    grants.identified(connection, attested.identityKey)
    return true
  }
}

/** The calling end. @throws ATTESTATION_REFUSED and what {@link RpcClient.call} throws */
export async function presentTo(
  client: RpcClient<(typeof identityContract)['methods']>,
  identity: Identity,
): Promise<void> {
  await client.call('present', identity.device.attestation)
}

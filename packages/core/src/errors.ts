/** Every error @comice/core throws. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const CoreErrors = defineErrors({
  IDENTITY_DAMAGED: {
    exit: ExitCode.BadData,
    message: () => 'the stored device attestation does not belong to the stored device key',
    hint: 'restore the profile from a backup, or recover it with the 24 words',
  },
  CODE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is no code: ${reason}`,
    expected: 'a number and three words: 4821-pear-orbit-lamp',
    hint: 'look at it again where it is shown',
  },
  LINK_NOT_FOUND: {
    exit: ExitCode.Unreachable,
    message: ({ timeoutMs }: { timeoutMs: number }) =>
      `no device with this code answered within ${timeoutMs} ms`,
    hint: 'the other device shows the code as long as its command runs; both must be online',
  },
  LINK_CODE_WRONG: {
    exit: ExitCode.Refused,
    message: () => 'a device with this number has other words, or lets nobody try any more',
    hint: 'type the code again; after a wrong one, ask the other device for a new one',
  },
  LINK_ENDED: {
    exit: ExitCode.Deadline,
    message: ({ reason }: { reason: string }) => `nobody was linked: ${reason}`,
    hint: 'ask for a new code',
  },
  PHRASE_ELSEWHERE: {
    exit: ExitCode.NotFound,
    message: () => 'this device was linked by another one and has not the phrase',
    hint: 'the device on which you made your identity has it, or your paper',
  },
  PHRASE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ found }: { found: number }) =>
      found === 24 ? 'these 24 words are no phrase' : `expected the 24 words of a phrase, found ${found}`,
    hint: 'look for a word that is misspelt, missing or in another place',
  },
  IDENTITY_EXISTS: {
    exit: ExitCode.Conflict,
    message: () => 'this profile has an identity already',
    hint: 'recover into a new profile: --profile <name>',
  },
  BACKUP_NEWER: {
    exit: ExitCode.BadData,
    message: ({ found }: { found: number }) =>
      `the backup has version ${found}, which this program cannot read`,
    hint: 'update Comice',
  },
  CONTRACT_TAKEN: {
    exit: ExitCode.Failed,
    message: ({ protocol }: { protocol: string }) =>
      `the contract ${protocol} is already served by this peer`,
    hint: 'serve each contract once',
  },
  CALL_UNSUPPORTED: {
    exit: ExitCode.Failed,
    message: ({ method }: { method: string }) => `the peer does not offer ${method}`,
    hint: 'it may run an older version',
  },
  CALL_DISCONNECTED: {
    exit: ExitCode.Unreachable,
    message: () => 'the connection ended before the peer answered',
    hint: 'try again when the peer is connected',
  },
  CALL_TIMEOUT: {
    exit: ExitCode.Deadline,
    message: ({ method, timeoutMs }: { method: string; timeoutMs: number }) =>
      `the peer did not answer ${method} within ${timeoutMs} ms`,
    hint: 'try again, or allow more time',
  },
  CALL_MALFORMED: {
    exit: ExitCode.BadData,
    message: ({ method, reason }: { method: string; reason: string }) =>
      `the bytes of ${method} are not what its contract says (${reason})`,
    hint: 'both peers need the same version of the contract',
  },
  CALL_TOO_LARGE: {
    exit: ExitCode.Failed,
    message: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) =>
      `expected at most ${maxBytes} bytes, found ${bytes}`,
    hint: 'send less in one call',
  },
  CALL_BUSY: {
    exit: ExitCode.Conflict,
    message: ({ limit }: { limit: number }) => `more than ${limit} calls of this peer are in work`,
    hint: 'wait for answers before you call again',
  },
  ATTESTATION_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'the attestation does not prove that this device belongs to an identity',
    hint: 'present the attestation of the device that is connected',
  },
  GRANT_REQUIRED: {
    exit: ExitCode.Refused,
    message: ({ capability }: { capability: string }) => `no grant allows this peer ${capability}`,
    hint: 'the owner can grant it',
  },
  GRANT_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ id }: { id: string }) => `there is no grant ${id}`,
    hint: 'list the grants to see their ids',
  },
  GRANTS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `the profile already has ${limit} grants`,
    hint: 'revoke some first',
  },
  PEER_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'the peer is closed',
    hint: 'create a new one',
  },
  ADDRESS_INVALID: {
    exit: ExitCode.Usage,
    message: () => 'expected host:port with a port from 1 to 65535',
    hint: 'for example 127.0.0.1:29737',
  },
  TOPIC_INVALID: {
    exit: ExitCode.Usage,
    message: ({ bytes }: { bytes: number }) => `expected a topic or key of 32 bytes, found ${bytes}`,
    hint: 'hash what you want to meet under to 32 bytes',
  },
  NETWORK_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'the network is closed',
    hint: 'create a new one',
  },
  CONNECTION_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ reason }: { reason: string }) => `the peer lost its connection: ${reason}`,
    hint: 'it may connect again after a minute',
  },
  CONNECTION_SUPERSEDED: {
    exit: ExitCode.Failed,
    message: () => 'a better connection to the same device took the place of this one',
    hint: 'use the new connection',
  },
  LOCAL_PORT_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ port }: { port: number }) => `another program holds UDP port ${port} on 127.0.0.1`,
    hint: 'stop it, or give all profiles of this machine another local port',
  },
  MDNS_UNAVAILABLE: {
    exit: ExitCode.Conflict,
    message: ({ device, reason }: { device: string; reason: string }) =>
      `neighbours cannot be found on ${device}: multicast DNS failed (${reason})`,
    hint: 'another program may hold UDP port 5353 for itself, or a firewall may forbid multicast',
  },
  SEGMENT_FAILED: {
    exit: ExitCode.Unreachable,
    message: ({ segment, reason }: { segment: string; reason: string }) =>
      `${segment} cannot be used (${reason})`,
    hint: 'it is tried again by itself',
  },
  CONNECTION_NOT_OPEN: {
    exit: ExitCode.Failed,
    message: () => 'the handshake of the connection is not done',
    hint: 'use the connections that the network gives',
  },
  PAKE_DATA_TOO_LARGE: {
    exit: ExitCode.Failed,
    message: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) =>
      `expected at most ${maxBytes} bytes of data beside a share, found ${bytes}`,
    hint: 'send it after the run',
  },
  PURPOSE_TAKEN: {
    exit: ExitCode.Failed,
    message: ({ purpose }: { purpose: string }) =>
      `fast paths for ${purpose} are already served by this network`,
    hint: 'serve each purpose once',
  },
  PURPOSE_INVALID: {
    exit: ExitCode.Failed,
    message: ({ bytes, dataBytes }: { bytes: number; dataBytes: number }) =>
      `expected a purpose of 1 to 64 bytes with at most 256 of data, found ${bytes} and ${dataBytes}`,
    hint: 'say the rest on the stream',
  },
  STREAM_CUT: {
    exit: ExitCode.Unreachable,
    message: () => 'the stream was cut before both ends had ended it',
    hint: 'ask for another, and go on where this one stopped',
  },
})

/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `blind-pairing` 2: adds a device or person to something secret by an invite, also when both are never online together. */
declare module 'blind-pairing' {
  import { EventEmitter } from 'node:events'
  import ReadyResource = require('ready-resource')
  import type { Encoder } from 'compact-encoding'
  import type { KeyPair } from 'hypercore-crypto'
  import type Hyperswarm = require('hyperswarm')
  import type HyperDHT = require('hyperdht')

  /** One per swarm. Neither expiry nor the number of uses of an invite is enforced: do it in `onadd`. */
  class BlindPairing extends ReadyResource {
    constructor(
      swarm: Hyperswarm,
      options?: {
        /** Milliseconds between polls of the DHT, about. Default 7 minutes. */ poll?: number
        /** A peer opened a topic nobody here serves. */ onincoming?: (
          discoveryKey: Uint8Array | null,
        ) => unknown
      },
    )
    static readonly Invite: Encoder<BlindPairing.InviteData>
    /** A new invite to what `key` (32 bytes) names. Keep `id` and `publicKey`; hand out `invite`. */
    static createInvite(key: Uint8Array, options?: BlindPairing.InviteOptions): BlindPairing.CreatedInvite
    /** Reads an invite. @throws Error when it is malformed */
    static decodeInvite(invite: Uint8Array): BlindPairing.DecodedInvite
    /** The candidate's user data when the receipt of its request is genuine, else null. */
    static verifyReceipt(
      receipt: Uint8Array | { session: Uint8Array; signature: Uint8Array; userData: Uint8Array },
      publicKey: Uint8Array,
    ): Uint8Array | null
    /** A candidate's request, to store and use again. */
    static createRequest(invite: Uint8Array, userData: Uint8Array): BlindPairing.CandidateRequest

    readonly swarm: Hyperswarm
    readonly poll: number
    readonly active: Map<string, unknown>
    readonly suspended: boolean
    /** Serves candidates. @throws Error when there is a member for this discovery key already */
    addMember(options: BlindPairing.MemberOptions): BlindPairing.Member
    /** Asks to be added. @throws Error when there is a candidate for this discovery key already */
    addCandidate(
      options: BlindPairing.CandidateOptions & { invite: Uint8Array; userData: Uint8Array },
    ): BlindPairing.Candidate
    addCandidate(
      request: BlindPairing.CandidateRequest,
      options?: BlindPairing.CandidateOptions,
    ): BlindPairing.Candidate
    /** Polls now. */
    refresh(): Promise<void>
    suspend(): Promise<void>
    resume(): void
  }

  namespace BlindPairing {
    interface InviteOptions {
      /** Where members are met. Default: of the key. */
      discoveryKey?: Uint8Array
      /** Milliseconds since 1970, 0 for never. Not enforced. Default 0. */
      expires?: number
      /** 32 bytes; whoever has them can pair. Default: random. */
      seed?: Uint8Array
      /** A mark for the user interface. Default false. */
      sensitive?: boolean
      /** Signed and given to the candidate on success, see `additional`. */
      data?: Uint8Array
      testInvitation?: boolean
      additionalNodes?: HyperDHT.Address[]
    }

    interface CreatedInvite {
      /** 32 bytes; requests carry it. */
      id: Uint8Array
      /** 106 to 112 bytes of text in z-base-32, with default options. */
      invite: Uint8Array
      seed: Uint8Array
      /** 32 bytes: opens and checks requests. */
      publicKey: Uint8Array
      discoveryKey: Uint8Array
      additional: { data: Uint8Array; signature: Uint8Array } | null
      expires: number
      sensitive: boolean
      testInvitation: boolean
    }

    interface InviteData {
      seed: Uint8Array
      discoveryKey: Uint8Array | null
      expires: number
      sensitive?: boolean
      testInvitation?: boolean
      additionalNodes?: HyperDHT.Address[] | null
    }

    interface DecodedInvite extends InviteData {
      id: Uint8Array
    }

    interface MemberOptions {
      discoveryKey: Uint8Array
      /** Join the swarm and poll from the start. Default true. */
      announce?: boolean
      /** A request. Open it, then confirm or deny. What it throws is swallowed and nothing is answered. */
      onadd?: (request: MemberRequest) => unknown
    }

    interface CandidateOptions {
      invite?: Uint8Array
      /** Given to the member; authenticated, and readable by whoever holds the invite. */
      userData?: Uint8Array
      /** Default: the request's. */
      discoveryKey?: Uint8Array
      /** A member confirmed. */
      onadd?: (paired: Paired) => unknown
    }

    /** What a member gave. */
    interface Paired {
      key: Uint8Array
      encryptionKey: Uint8Array | null
      /** `additional` of the invite, verified. */
      data: Uint8Array | null
    }

    interface MemberRequest {
      /** Of which invite. Unknown ones are to be ignored. */
      readonly inviteId: Uint8Array
      readonly requestData: { session: Uint8Array; data: Uint8Array }
      readonly discoveryKey: Uint8Array | null
      /** After {@link open}. */
      readonly publicKey: Uint8Array | null
      readonly userData: Uint8Array | null
      readonly session: Uint8Array | null
      readonly id: Uint8Array | null
      /** Proves, with the invite's public key, that the candidate asked. */
      readonly receipt: Uint8Array | null
      /** The same on both sides; undefined before {@link open}. */
      readonly token?: Uint8Array
      readonly response: Uint8Array | null
      /** Decrypts and verifies with the invite's public key; returns the user data. @throws Error when it does not open */
      open(publicKey: Uint8Array): Uint8Array
      /** Adds the candidate. Does nothing before {@link open} or after an answer. */
      confirm(auth: {
        key: Uint8Array
        encryptionKey?: Uint8Array | null
        additional?: { data: Uint8Array; signature: Uint8Array } | null
      }): void
      /** Status 1 rejected (default), 2 used, 3 expired, 0 no answer. */
      deny(options?: { status?: 0 | 1 | 2 | 3 }): void
      respond(): { id: Uint8Array | null; payload: Uint8Array | null }
    }

    interface CandidateRequestEvents {
      accepted: [paired: Paired]
      /** `code` PAIRING_REJECTED, INVITE_USED or INVITE_EXPIRED. */
      rejected: [error: Error & { code?: string }]
      destroyed: []
    }

    interface CandidateRequest extends EventEmitter<CandidateRequestEvents> {
      readonly discoveryKey: Uint8Array
      readonly seed: Uint8Array
      readonly keyPair: KeyPair
      readonly inviteId: Uint8Array
      readonly userData: Uint8Array
      readonly token: Uint8Array | null
      readonly session: Uint8Array
      readonly id: Uint8Array
      /** Set when accepted. */
      readonly auth: Paired | null
      /** Opens an answer; null when it was rejected, see the event. */
      handleResponse(payload: Uint8Array): Paired | null
      encode(): Uint8Array
      destroy(): void
    }

    interface Member extends ReadyResource {
      readonly blind: BlindPairing
      readonly dht: HyperDHT
      readonly discoveryKey: Uint8Array
      readonly pairing: Promise<void> | null
      onadd: (request: MemberRequest) => unknown
      /** Joins and polls, when made with `announce: false`. */
      announce(): Promise<void>
      /** Resolves when the topic was announced. */
      flushed(): Promise<unknown>
      /** Polls now. */
      refresh(): Promise<void>
    }

    interface Candidate extends ReadyResource {
      readonly blind: BlindPairing
      readonly dht: HyperDHT
      readonly discoveryKey: Uint8Array
      readonly request: CandidateRequest
      readonly token: Uint8Array
      readonly announced: boolean
      readonly paired: Paired | null
      /** Resolves when paired; to null when closed first. Set once open. */
      readonly pairing: Promise<Paired | null> | null
      onadd: (paired: Paired) => unknown
      /** Asks again now. */
      refresh(): Promise<void>
      on(event: 'announce' | 'ready' | 'close', listener: () => void): this
      on(event: string | symbol, listener: (...args: any[]) => void): this
    }
  }

  export = BlindPairing
}

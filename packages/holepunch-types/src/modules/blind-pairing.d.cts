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
    /** Encodes an invite. */
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

    /** The swarm it belongs to. */
    readonly swarm: Hyperswarm
    /** Milliseconds between polls. */
    readonly poll: number
    /** Members and candidates, by hex of the discovery key. */
    readonly active: Map<string, unknown>
    /** It is suspended. */
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
    /** Stops activity until `resume`. */
    suspend(): Promise<void>
    /** Goes on after `suspend`. */
    resume(): void
  }

  namespace BlindPairing {
    /** Options of `createInvite`. */
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
      /** A mark for tests. Default false. */
      testInvitation?: boolean
      /** DHT nodes to ask, for private networks. */
      additionalNodes?: HyperDHT.Address[]
    }

    /** A new invite. */
    interface CreatedInvite {
      /** 32 bytes; requests carry it. */
      id: Uint8Array
      /** 106 to 112 bytes of text in z-base-32, with default options. */
      invite: Uint8Array
      /** 32 bytes: the secret of the invite. */
      seed: Uint8Array
      /** 32 bytes: opens and checks requests. */
      publicKey: Uint8Array
      /** 32 bytes: what the thing is announced under. */
      discoveryKey: Uint8Array
      /** Pass it to `confirm`. */
      additional: { data: Uint8Array; signature: Uint8Array } | null
      /** Milliseconds since 1970, 0 for never. */
      expires: number
      /** A mark for the user interface. */
      sensitive: boolean
      /** A mark for tests. */
      testInvitation: boolean
    }

    /** What an invite holds. */
    interface InviteData {
      /** 32 bytes: the secret of the invite. */
      seed: Uint8Array
      /** Where members are met. */
      discoveryKey: Uint8Array | null
      /** Milliseconds since 1970, 0 for never. Not enforced. */
      expires: number
      /** A mark for the user interface. */
      sensitive?: boolean
      /** A mark for tests. */
      testInvitation?: boolean
      /** DHT nodes to ask. */
      additionalNodes?: HyperDHT.Address[] | null
    }

    /** What an invite holds, with its id. */
    interface DecodedInvite extends InviteData {
      /** 32 bytes; requests carry it. */
      id: Uint8Array
    }

    /** Options of `addMember`. */
    interface MemberOptions {
      /** Where candidates meet us. */
      discoveryKey: Uint8Array
      /** Join the swarm and poll from the start. Default true. */
      announce?: boolean
      /** A request. Open it, then confirm or deny. What it throws is swallowed and nothing is answered. */
      onadd?: (request: MemberRequest) => unknown
    }

    /** Options of `addCandidate`. */
    interface CandidateOptions {
      /** What `createInvite` gave out. */
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
      /** 32 bytes. */
      key: Uint8Array
      /** 32 bytes, when the member gave one. */
      encryptionKey: Uint8Array | null
      /** `additional` of the invite, verified. */
      data: Uint8Array | null
    }

    /** A candidate's request, at the member. */
    interface MemberRequest {
      /** Of which invite. Unknown ones are to be ignored. */
      readonly inviteId: Uint8Array
      /** The encrypted request. */
      readonly requestData: { session: Uint8Array; data: Uint8Array }
      /** Of the member that got it. */
      readonly discoveryKey: Uint8Array | null
      /** After {@link open}. */
      readonly publicKey: Uint8Array | null
      /** What the candidate says of itself, after {@link open}. */
      readonly userData: Uint8Array | null
      /** 32 bytes, the same for repeated requests. */
      readonly session: Uint8Array | null
      /** 32 bytes, after {@link open}. */
      readonly id: Uint8Array | null
      /** Proves, with the invite's public key, that the candidate asked. */
      readonly receipt: Uint8Array | null
      /** The same on both sides; undefined before {@link open}. */
      readonly token?: Uint8Array
      /** The encrypted answer, once confirmed or denied. */
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
      /** The answer, to send by another way. */
      respond(): { id: Uint8Array | null; payload: Uint8Array | null }
    }

    /** Events of a request. */
    interface CandidateRequestEvents {
      /** A member confirmed. */
      accepted: [paired: Paired]
      /** `code` PAIRING_REJECTED, INVITE_USED or INVITE_EXPIRED. */
      rejected: [error: Error & { code?: string }]
      /** The secrets were dropped. */
      destroyed: []
    }

    /** A candidate's request, at the candidate. */
    interface CandidateRequest extends EventEmitter<CandidateRequestEvents> {
      /** 32 bytes: what the thing is announced under. */
      readonly discoveryKey: Uint8Array
      /** 32 bytes: the secret of the invite. */
      readonly seed: Uint8Array
      /** Of the invite. */
      readonly keyPair: KeyPair
      /** 32 bytes. */
      readonly inviteId: Uint8Array
      /** What we say of ourselves. */
      readonly userData: Uint8Array
      /** 32 bytes, null when done. */
      readonly token: Uint8Array | null
      /** 32 bytes. */
      readonly session: Uint8Array
      /** 32 bytes. */
      readonly id: Uint8Array
      /** Set when accepted. */
      readonly auth: Paired | null
      /** Opens an answer; null when it was rejected, see the event. */
      handleResponse(payload: Uint8Array): Paired | null
      /** The bytes to send. */
      encode(): Uint8Array
      /** Drops the secrets. */
      destroy(): void
    }

    /** Answers candidates. */
    interface Member extends ReadyResource {
      /** The pairing it belongs to. */
      readonly blind: BlindPairing
      /** The DHT node below. */
      readonly dht: HyperDHT
      /** 32 bytes: what the thing is announced under. */
      readonly discoveryKey: Uint8Array
      /** Runs while polling. */
      readonly pairing: Promise<void> | null
      /** Called for each request. */
      onadd: (request: MemberRequest) => unknown
      /** Joins and polls, when made with `announce: false`. */
      announce(): Promise<void>
      /** Resolves when the topic was announced. */
      flushed(): Promise<unknown>
      /** Polls now. */
      refresh(): Promise<void>
    }

    /** Asks to be added. */
    interface Candidate extends ReadyResource {
      /** The pairing it belongs to. */
      readonly blind: BlindPairing
      /** The DHT node below. */
      readonly dht: HyperDHT
      /** 32 bytes: what the thing is announced under. */
      readonly discoveryKey: Uint8Array
      /** What is sent. */
      readonly request: CandidateRequest
      /** 32 bytes. */
      readonly token: Uint8Array
      /** It is announced in the DHT, for members that come later. */
      readonly announced: boolean
      /** Set when a member confirmed. */
      readonly paired: Paired | null
      /** Resolves when paired; to null when closed first. Set once open. */
      readonly pairing: Promise<Paired | null> | null
      /** Called when a member confirmed. */
      onadd: (paired: Paired) => unknown
      /** Asks again now. */
      refresh(): Promise<void>
      /** Adds a listener. Known events are typed; other names are accepted with any payload. */
      on(event: 'announce' | 'ready' | 'close', listener: () => void): this
      on(event: string | symbol, listener: (...args: any[]) => void): this
    }
  }

  export = BlindPairing
}

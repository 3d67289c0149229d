/** Every tunable of @comice/core, with its unit in its name and its reason beside it. */

/** A keet-identity-key proof is about 110 bytes for each device in its chain; four links are plenty. */
export const MAX_ATTESTATION_BYTES = 1024

/** Default bound on an RPC's request and on its response. */
export const DEFAULT_RPC_BYTES = 64 * 1024

/** How long a call waits for its answer. A peer on a 300 ms link with loss answers well within it. */
export const CALL_TIMEOUT_MS = 10_000

/** Calls of one connection that may be in work at once; more are refused with CALL_BUSY. */
export const MAX_INFLIGHT_CALLS = 64

/** Bound on the JSON of an error that a peer sends with a refused call. */
export const MAX_RPC_ERROR_CHARS = 4096

/** How long {@link Peer.close} lets connections and stores end in order before it cuts them. */
export const CLOSE_TIMEOUT_MS = 5000

/** Entries that the grants of one profile may have; checked before each new grant. */
export const MAX_GRANTS = 10_000

/** How often the time of grants is looked at: a machine that slept, or whose clock was set, has timers that do not know. */
export const GRANT_LOOK_MS = 15_000

// ---- network ----

/**
 * UDP port on 127.0.0.1 of the local DHT's bootstrap node. One of Comice's processes holds it, and the port after
 * it for the beacon by which the others notice who. Below the range from which systems hand out ports, and not
 * registered for anything else.
 */
export const LOCAL_PORT = 29_737

/** How often a process asks the beacon who hosts the local DHT. A takeover is noticed within this. */
export const BEACON_POLL_MS = 1000

/** While the host is still starting its node, or was just lost, the others ask this often. */
export const BEACON_FAST_POLL_MS = 50

/** A beacon that holds its port and stays silent this long belongs to a stalled process or another program. */
export const BEACON_SILENCE_MS = 3000

/** How long the start of the network waits for the local DHT; after that it goes on and the local DHT joins later. */
export const LOCAL_START_TIMEOUT_MS = 2000

/** Records, relays and routes that an embedded DHT node keeps of each kind: some MB at most, however many announce. */
export const EMBEDDED_DHT_RECORDS = 4096

/**
 * When a topic looks again after its first lookup. Two peers that join at once miss each other in the first one;
 * the later ones catch a peer that was slow to announce.
 */
export const LOOKUP_AGAIN_MS: readonly number[] = [50, 250, 1000, 3000, 10_000]

/** How often a topic looks again on the local segments after that. Cheap there: one datagram for each neighbour. */
export const LOOKUP_STEADY_MS = 60_000

/** How long a worse segment waits for a better one to connect first, so that fewer connections are made twice. */
export const SEGMENT_STAGGER_MS = 250

/** How long {@link Topic.flushed} waits. On the public DHT an announcement takes one to five seconds. */
export const TOPIC_FLUSH_TIMEOUT_MS = 10_000

/** Dials that one segment has under way at once. Hyperswarm's 3 let a few dead peers hold up the living one. */
export const PARALLEL_DIALS = 12

/** Silence after which a connection is taken for dead. Both ends send a keep-alive every 5 s. */
export const CONNECTION_TIMEOUT_MS = 20_000

/** A connection that was silent this long does not keep its device from connecting over another segment. */
export const CONNECTION_FRESH_MS = 12_000

/** How often the connections are looked at for that. */
export const CONNECTION_SWEEP_MS = 5000

/** How long a responder waits for the first bytes that prove a new connection before it replaces another one. */
export const CONNECTION_PROOF_MS = 5000

/** How long the end of the network waits for written data to reach the other end. */
export const CONNECTION_FLUSH_MS = 500

/** Network changes within this time lead to one new lookup. */
export const REFRESH_THROTTLE_MS = 500

/** Connections in all. A connection costs about 60 kB plus what services keep for it. */
export const MAX_CONNECTIONS = 256

/** Connections of devices that no service vouches for. A newcomer with an invite is one of them at first. */
export const MAX_UNKNOWN_CONNECTIONS = 64

/** An unknown device's connection is not closed in favour of another's before this: enough to pair in. */
export const UNKNOWN_TENURE_MS = 5000

/** Handshake datagrams looked at, of anybody: each costs some 0.3 ms of Noise and a record for 10 s. */
export const HANDSHAKE_RATE = { perSecond: 100, burst: 200 } as const

/** Handshakes of unknown devices that may become connections. The burst is what a room that wakes up needs. */
export const UNKNOWN_HANDSHAKE_RATE = { perSecond: 20, burst: 64 } as const

/** Channels that a peer may have open on its connection. 50 rooms of 40 writers need 2,000. */
export const MAX_CHANNELS = 4096

/** How fast a peer may open them. A reconnecting peer opens all of its channels at once. */
export const CHANNEL_OPEN_RATE = { perSecond: 500, burst: 4096 } as const

/** Bytes that may wait for a peer to read. Replication alone keeps below 10 MiB. */
export const MAX_UNREAD_BYTES = 64 * 1024 * 1024

/** How long a device that went beyond a bound is not let in again. */
export const PENALTY_MS = 60_000

/** Devices under penalty that are remembered. */
export const MAX_PENALTIES = 1024

/** How often it is asked whether a DHT answers. */
export const REACHABLE_POLL_MS = 2000

/** How long a segment whose network is gone says goodbye. */
export const SEGMENT_DROP_MS = 1000

/** How often the interfaces of the machine are looked at. */
export const INTERFACE_POLL_MS = 2000

/** An interface that is gone for less than this (a cable, a radio) keeps its segment and its connections. */
export const INTERFACE_GONE_MS = 6000

/** Interfaces that get a segment. Machines that run containers have dozens, of which few lead to a neighbour. */
export const MAX_LAN_SEGMENTS = 8

/** When a process asks by mDNS who else is there, after it started or its interface came back. */
export const MDNS_QUERY_MS: readonly number[] = [0, 500, 1500, 5000]

/** How often it asks after that. Newcomers announce themselves, so this only heals what was lost. */
export const MDNS_QUERY_STEADY_MS = 60_000

/** How long others may keep our records. RFC 6762 recommends 120 s for records that name a host. */
export const MDNS_TTL_S = 120

/** At most one answer in this time on one interface (RFC 6762, section 6). */
export const MDNS_ANSWER_MS = 1000

/**
 * Neighbours on one interface that are known to have been asked. Past it the oldest is forgotten, and asked again when
 * it is next heard of: processes come and go with new ports, and a list that only fills up would shut out newcomers.
 */
export const MAX_NEIGHBOURS = 128

/** How fast new neighbours are taken in: each costs a few datagrams, and anybody on the link can invent them. */
export const NEIGHBOUR_RATE = { perSecond: 10, burst: 32 } as const

/** How often it is tried whether the public DHT answers, at first and after many failures. */
export const PUBLIC_PROBE_MS = 2000
export const PUBLIC_PROBE_MAX_MS = 30_000

/** How often it is made sure that the public DHT still answers. */
export const PUBLIC_CHECK_MS = 5000

/** Checks in a row without an answer, and without a living connection, after which the public segment is taken down. */
export const PUBLIC_CHECKS_LOST = 3

/** Known DHT nodes that are kept between runs, and of which a few are asked before any bootstrap server. */
export const MAX_KNOWN_NODES = 64
export const PROBED_KNOWN_NODES = 8

/** How often the known nodes are saved while the public segment is up. */
export const KNOWN_NODES_SAVE_MS = 5 * 60_000

/** How long a segment says goodbye to its DHT at most: what it announced is then withdrawn at once, not in 20 minutes. */
export const GOODBYE_MS = { loopback: 300, explicit: 1000, lan: 1000, public: 3000 } as const

/** An encrypted frame of this size or more counts against the budget below while it arrives. */
export const BIG_FRAME_BYTES = 1024 * 1024

/** Bytes that incomplete big frames of all connections may take together. A frame has at most 16 MiB. */
export const MAX_FRAME_BYTES_IN_FLIGHT = 128 * 1024 * 1024

/** Processes of one machine that the host of its DHT says goodbye to; more find out by asking, a second later. */
export const MAX_FOLLOWERS = 256

// ---- replication ----

/** Blocks that a core may have as a peer tells it. At 2^32 hypercore's search for a block walks 2,048 segments. */
export const MAX_CORE_BLOCKS = 2 ** 32

/** Blocks in one page of hypercore's bitfields, `BITS_PER_PAGE` in its `lib/remote-bitfield.js`. */
export const BITFIELD_PAGE_BLOCKS = 32_768

/** Pages that a peer may fill by one connection: enough for 134 million blocks, of which peers tell one by one. */
export const MAX_BITFIELD_PAGES = 4096

/** Requests for one core that may wait for their answer. hypercore has at most 512 under way. */
export const MAX_OPEN_REQUESTS = 1024

/** The same with those that were cancelled and are still in the queue. */
export const MAX_QUEUED_REQUESTS = 8192

/** Forks of a core, above the one that is known, that a peer may tell of. Nothing in Comice ever forks a core. */
export const MAX_FORKS_TOLD = 64

/** Requests for a core that cannot be answered, from one peer. hypercore itself bears as many, and an honest peer stops at half. */
export const MAX_INVALID_REQUESTS = 64

// ---- password-authenticated key exchange ----

/** Bytes of the key that a run gives. */
export const PAKE_KEY_BYTES = 32

/** Associated data that an end may send with its share: a record or a name, not a document. */
export const MAX_PAKE_DATA_BYTES = 1024

/** How long a run may take: two round trips, and the other end may still have to look its secret up. */
export const PAKE_TIMEOUT_MS = 10_000

/** Wrong guesses after which a secret is over, unless its owner says otherwise. A code of three words has 33 bits. */
export const MAX_WRONG_GUESSES = 5

// ---- fast path ----

/** How long a dial may take, with handshake, binding and probe. On one host it takes 10 ms, on a LAN 20. */
export const FAST_PATH_DIAL_MS = 1500

/** How long the end that asked waits for the answer; the other one only opens a listener in between. */
export const FAST_PATH_ANSWER_MS = 2000

/** How long the end that was asked keeps its listener: for a dial, and one the other way round when that fails. */
export const FAST_PATH_OFFER_MS = 4000

/** Streams that one connection may have besides UDX, and asks of ours that may be open. */
export const MAX_FAST_STREAMS = 8

/** Listeners of one network at a time. Each has one socket for at most {@link FAST_PATH_OFFER_MS}. */
export const MAX_FAST_LISTENERS = 16

/** How fast a peer may ask. A service asks once for each transfer. */
export const FAST_PATH_ASK_RATE = { perSecond: 0.5, burst: 16 } as const

/** Name of what a stream is for, and what its service says beside it. */
export const MAX_PURPOSE_BYTES = 64
export const MAX_PURPOSE_DATA_BYTES = 256

/** Both behind their lengths. */
export const MAX_STREAM_HEAD_BYTES = 1 + MAX_PURPOSE_BYTES + 3 + MAX_PURPOSE_DATA_BYTES

/** An ask with the longest of both: number, id. */
export const MAX_PATH_MESSAGE_BYTES = 1 + 16 + MAX_STREAM_HEAD_BYTES

/** Ports below are for services of the system; nobody's offer is one of them. */
export const MIN_OFFERED_PORT = 1024

/** Round trips of a probe, of which the fastest counts: the others waited for a busy program. */
export const PROBE_PINGS = 8

/** A round trip of a LAN takes 0.1 to 5 ms. A VPN that looks like one has more, and TCP is slow there once it loses. */
export const MAX_PATH_RTT_MS = 10

/** Bytes that a probe sends each way after that, in frames of 64 KiB. */
export const PROBE_BYTES = 256 * 1024
export const PROBE_FRAME_BYTES = 64 * 1024

/** A LAN carries 10 MB/s and more, an overloaded machine still 3; what is slower loses packets, or is no LAN. */
export const MIN_PATH_BYTES_PER_S = 1_000_000

/** How often it is looked whether a path is slow, and how often in a row it must be. */
export const PATH_SAMPLE_MS = 1000
export const SLOW_PATH_SAMPLES = 3

/** What a path is held to: half of what UDX did before, within these bounds. */
export const MIN_KEPT_BYTES_PER_S = 500_000
export const MAX_KEPT_BYTES_PER_S = 20_000_000

/** Bytes that arrive within {@link BULK_WINDOW_MS} when it is worth to look for a faster way. */
export const BULK_BYTES = 4 * 1024 * 1024
export const BULK_WINDOW_MS = 2000

/** When replication may look for a faster way again, after it found none or lost it; doubled each time, up to the last. */
export const FAST_PATH_RETRY_MS = 15_000
export const FAST_PATH_RETRY_MAX_MS = 10 * 60_000

/** Silence after which a fast path is left that its connection outlives, and how often each end says something on it. */
export const FAST_PATH_SILENCE_MS = 8000
export const FAST_PATH_KEEP_ALIVE_MS = 2000

/** What a socket of a fast path holds back before it asks its writer to wait: 16 frames of 64 KiB. */
export const SOCKET_BUFFER_BYTES = 1024 * 1024

/** The purpose of the stream that a peer's replication moves to. */
export const REPLICATION_PURPOSE = 'comice/replication'

/** What a byte stream holds back before it asks its writer to wait. */
export const FAST_DUPLEX_BUFFER_BYTES = 1024 * 1024

/**
 * What it holds back for its reader before it stops to read from the socket, which holds back more. A frame of one byte
 * takes 210 bytes of memory there, so this may become 14 MB.
 */
export const FAST_DUPLEX_READ_BYTES = 64 * 1024

/** Longer chunks are cut into frames of this, which the other end sets memory aside for as a whole. */
export const MAX_FAST_FRAME_BYTES = 512 * 1024

/** What a socket that was dialled reads into, again and again: as much as the kernel has at once. */
export const SOCKET_READ_BYTES = 256 * 1024

/** A message of a fast path from this size on has memory of its own. Node's slabs hold smaller ones. */
export const OWN_MESSAGE_BYTES = 16 * 1024

/** The longest message that is waited for before it is handed on: one of a frame, kind and authentication with it. */
export const MAX_WHOLE_MESSAGE_BYTES = MAX_FAST_FRAME_BYTES + 64

/** The longest encoding of compact-encoding's uint. */
export const MAX_UINT_BYTES = 9

/** Frames from this on are sealed by Node's cipher, which takes a few µs to set up, and half as long for each byte. */
export const QUICK_SEAL_BYTES = 16 * 1024

/** What it is given at once. */
export const QUICK_SEAL_PART_BYTES = 32 * 1024

// ---- streams of bytes ----

/** Bytes that a direction may have under way at most: 20 MB/s at 100 ms. */
export const STREAM_WINDOW_BYTES = 2 * 1024 * 1024

/**
 * What a direction begins with. Room is doubled while it is read, so the most of it is reached in the second round trip; a
 * thousand streams that nobody reads cost 64 MiB.
 */
export const STREAM_FIRST_BYTES = 64 * 1024

/** Room beyond that, of all streams of a connection together. */
export const MAX_STREAM_ROOM_BYTES = 32 * 1024 * 1024

/** What an end holds of a stream before it says that its writer is to wait. */
export const STREAM_WRITE_BYTES = 128 * 1024

/** Longer chunks are cut, so that the other channels of the connection get their turn. */
export const MAX_STREAM_FRAME_BYTES = 64 * 1024

/**
 * What all streams that wait send before the first one is on turn again, and the least that one sends: with a thousand of
 * them, a key that is typed on one waits for 4 MiB and not for 64.
 */
export const STREAM_ROUND_BYTES = 4 * 1024 * 1024
export const MIN_STREAM_TURN_BYTES = 4 * 1024

/** Waiting pieces from here on are kept as they came, when they are most of the memory that they hold on to. */
export const KEPT_PIECE_BYTES = 16 * 1024

/** Smaller ones are gathered in blocks of this: what the first byte of each of a thousand streams costs. */
export const QUEUE_BLOCK_BYTES = 16 * 1024

/** Streams that the other end may have open by one connection: a forwarded port under load. */
export const MAX_BYTE_STREAMS = 1024

/** How long the end that opens a stream waits for the other one to take it. */
export const STREAM_ANSWER_MS = 10_000

/** A connection that TCP could not be had for is not tried again before: each try costs a few seconds. */
export const FAST_PATH_UNREACHABLE_MS = 5 * 60_000

/** How long the streams' path stays when none is on it: what a user does next is seldom later. */
export const STREAM_PATH_IDLE_MS = 60_000

/** Paths for streams that a connection may have: each end may have asked for one at the same time. */
export const MAX_STREAM_PATHS = 2

/** Words of a phrase: 256 bits and a checksum, BIP-39. */
export const PHRASE_WORDS = 24

/** Longest text that is looked at for a phrase: its words, numbered. */
export const MAX_PHRASE_CHARS = 1024

// codes

/** Words of a code: three of 2,048 are 33 bits, which five guesses find once in 1.7 × 10^9 codes. */
export const CODE_WORD_COUNT = 3

/** Numbers of codes: few enough to be said, many enough that two sends at the same time rarely share one. */
export const MAX_CODE_NUMBER = 9999

/** A code with its three longest words has 31 characters; the rest is for what people type between them. */
export const MAX_CODE_TEXT_CHARS = 100

/** Typing errors in a word for which the right one is suggested; with more, every word is near some other. */
export const MAX_WORD_EDITS = 2

// linking a device

/** How long a code for another device is good: walk over, install, type. */
export const LINK_EXPIRES_MS = 10 * 60_000

/** How long the device that gave a code is looked for. */
export const LINK_LOOK_TIMEOUT_MS = 60_000

/** Between two looks for it. */
export const LINK_LOOK_AGAIN_MS = 2_000

/** How long others with the same number may still answer when one of them has other words. */
export const LINK_GRACE_MS = 5_000

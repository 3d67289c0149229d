/**
 * What a writer's block may say. Autobase trusts members with the envelope around an operation (its place in the
 * graph); a member with a modified client can, with one block, close the base of every other member or stall it for
 * ever. So every block is brought into a form that an honest client could have written. The form depends on nothing
 * but the writer's own core, so all members see the same.
 *
 * | block | becomes |
 * |---|---|
 * | does not decrypt or decode, too large | an empty operation |
 * | a batch that does not count down by one | the count-down |
 * | links inside of a batch | a link to the block before |
 * | links to itself, twice to one writer, to nothing | dropped, or the highest kept |
 * | optimistic | not optimistic: nobody here uses it |
 * | a trace that is too long, or of a view we have not | no trace |
 */
import { createRequire } from 'node:module'
import { type Codec, encodeHex, isEqualBytes } from '@comice/protocol'
import c from 'compact-encoding'
import { MAX_BATCH_BLOCKS, MAX_BLOCK_HEADS, MAX_TRACE_BLOCKS } from '../constants.ts'
import type { Head, OplogMessage, OplogNode, OplogTrace, WriterCore } from './writer-internals.ts'

// Autobase's own encoding of a block. Private to it and untyped, so it is required and not imported.
const { OplogMessage: oplogMessage } = createRequire(import.meta.url)('autobase/lib/messages.js') as {
  OplogMessage: Codec<RawMessage>
}

/** Autobase encrypts behind an 8-byte header. */
const ENCRYPTION_HEADER_BYTES = 8

/** The manifest version of our stores. Version 2 selects an encryption that may wait for a key for ever. */
const WRITER_MANIFEST_VERSION = 1

type RawMessage = { node: OplogNode; trace: OplogTrace | null }

/** What stands for a block that says nothing. `apply` gets an empty operation, which it has to take for none. */
function inertMessage(): RawMessage {
  return { node: { heads: [], batch: 1, value: Buffer.alloc(0) }, trace: null }
}

/** What is the same for all who open a base: they have to agree on what a block becomes. */
export interface WriterBlocks {
  readonly isEncrypted: boolean
  /** A larger block is none. */
  readonly maxBytes: number
  /** Views of the base, without Autobase's own. */
  readonly views: number
}

/** Decrypts and decodes a block of `core`. Total: what is no message is an inert one. */
export async function decodeWriterBlock(
  core: WriterCore,
  { index, bytes }: { index: number; bytes: Uint8Array },
  { isEncrypted, maxBytes }: WriterBlocks,
): Promise<RawMessage> {
  const header = isEncrypted ? ENCRYPTION_HEADER_BYTES : 0
  const fits = bytes.byteLength >= header && bytes.byteLength <= maxBytes
  const isReadable = (core.encryption !== null) === isEncrypted
  if (!fits || !isReadable || core.manifest?.version !== WRITER_MANIFEST_VERSION) return inertMessage()
  const block = Buffer.from(bytes)
  await core.encryption?.decrypt(index, block, core.core)
  try {
    const { node, trace } = c.decode(oplogMessage, block.subarray(header))
    return { node, trace }
  } catch {
    return inertMessage()
  }
}

export interface BlockPlace {
  readonly writerKey: Uint8Array
  /** Index of the block in the writer's core. */
  readonly index: number
  /** `batch` of the block before, as this function returned it; 1 when there is none. */
  readonly batchBefore: number
}

/** The form of a message that an honest writer could have written at this place. Leaves honest messages as they are. */
export function normaliseMessage(
  { node, trace }: RawMessage,
  place: BlockPlace,
  { views }: WriterBlocks,
): OplogMessage {
  const isInsideBatch = place.batchBefore > 1
  return {
    node: {
      heads: isInsideBatch ? [headBefore(place)] : outsideHeads(node.heads, place),
      batch: isInsideBatch ? place.batchBefore - 1 : boundedBatch(node.batch),
      value: node.value,
    },
    optimistic: false,
    trace: isHonestTrace(trace, views) ? trace : null,
  }
}

function headBefore({ writerKey, index }: BlockPlace): Head {
  return { key: writerKey, length: index }
}

function boundedBatch(batch: number): number {
  return batch >= 1 && batch <= MAX_BATCH_BLOCKS ? batch : 1
}

function outsideHeads(heads: Head[], place: BlockPlace): Head[] {
  const highestByWriter = new Map<string, Head>()
  for (const head of heads.length > MAX_BLOCK_HEADS ? [] : heads) {
    if (head.length < 1 || isEqualBytes(head.key, place.writerKey)) continue
    const id = encodeHex(head.key)
    const known = highestByWriter.get(id)
    if (known === undefined || known.length < head.length) highestByWriter.set(id, head)
  }
  const normalised = [...highestByWriter.values()]
  if (place.index > 0) normalised.push(headBefore(place))
  return normalised
}

function isHonestTrace(trace: OplogTrace | null, views: number): boolean {
  if (trace === null) return true
  const lists = [trace.system, trace.encryption, ...trace.user.map(({ blocks }) => blocks)]
  return (
    trace.user.length <= views &&
    trace.user.every(({ view }) => view < views) &&
    lists.every((blocks) => blocks.length <= MAX_TRACE_BLOCKS)
  )
}

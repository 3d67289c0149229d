/** Every error @comice/protocol throws. None of their texts repeats what was given: it may be a secret, or a peer's. */
import { defineErrors } from './error/define-errors.ts'
import { ExitCode } from './error/exit-code.ts'

export const ProtocolErrors = defineErrors({
  /** What a foreign or unexpected error becomes when it crosses to another process or peer. */
  INTERNAL: {
    exit: ExitCode.Failed,
    message: () => 'something went wrong at the other end',
    hint: 'its log says more',
  },
  KEY_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is not a key: ${reason}`,
    expected: '52 characters of z-base-32, or 64 hexadecimal digits',
    hint: 'copy the whole key',
  },
  LINK_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is not a link: ${reason}`,
    expected: 'pear://[fork.length.]key[.hash][/path]',
    hint: 'copy the whole link',
  },
  /** A secret text with a typo, cut short, or something else entirely. */
  SECRET_TEXT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ kind, reason }: { kind: string; reason: string }) => `this is not a valid ${kind}: ${reason}`,
    hint: ({ kind }) => `copy the whole ${kind}`,
  },
  /** A secret text of a later version. */
  SECRET_TEXT_NEWER: {
    exit: ExitCode.BadData,
    message: ({ kind, found }: { kind: string; found: number }) =>
      `this ${kind} has version ${found}, made by a newer Comice`,
    hint: 'update Comice',
  },
  NAME_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this name cannot be used: ${reason}`,
    hint: 'choose another name',
  },
  /** A value that we are about to write breaks the rules of its record. */
  RECORD_INVALID: {
    exit: ExitCode.Usage,
    message: ({ record, field, reason }: { record: string; field: string; reason: string }) =>
      `${record}: ${field} ${reason}`,
    hint: 'see the limits of the record in docs/protocol',
  },
  /** Bytes read from our own disk, or by a codec, are not what they are supposed to be. */
  RECORD_DAMAGED: {
    exit: ExitCode.BadData,
    message: ({ record, reason }: { record: string; reason: string }) =>
      `a ${record} does not decode: ${reason}`,
    hint: 'restore the profile from a backup',
  },
  RECORD_NEWER: {
    exit: ExitCode.BadData,
    message: ({ record, supported }: { record: string; supported: number }) =>
      `a ${record} has a version above ${supported}, written by a newer Comice`,
    hint: 'update Comice',
  },
  /** A local program and its node do not understand each other: they are of different versions. */
  WORK_FRAME_INVALID: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => `a frame was not understood: ${reason}`,
    hint: 'stop the node with `comice stop`, then run the command again',
  },
})

/** Every error @comice/keep throws. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const KeepErrors = defineErrors({
  /** No connection to the seeder within the deadline. */
  SEEDER_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: ({ seeder, timeoutMs }: { seeder: string; timeoutMs: number }) =>
      `the seeder ${seeder} could not be reached within ${timeoutMs} ms`,
    hint: 'check that it runs, that its key is right and that both are on the same network',
  },
  /** The seeder is there and says no, or it is no seeder. */
  SEEDER_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ seeder, client }: { seeder: string; client: string }) =>
      `the seeder ${seeder} does not keep data for the device ${client}`,
    hint: ({ client }) => `whoever runs the seeder can allow it: add ${client} to its list`,
  },
  /** The device at that key keeps nothing. */
  SEEDER_NOT_ONE: {
    exit: ExitCode.Refused,
    message: ({ seeder }: { seeder: string }) => `the device ${seeder} is connected but is no seeder`,
    hint: 'a seeder prints its key when it starts',
  },
  /** The seeder has no space left for what was asked. */
  SEEDER_FULL: {
    exit: ExitCode.NoSpace,
    message: (held: { usedBytes: number; maxBytes: number; cores: number; maxCores: number }) =>
      `the seeder is full: it holds ${held.usedBytes} of at most ${held.maxBytes} bytes, and ${held.cores} of ${held.maxCores} cores`,
    hint: 'give it more (max_bytes, max_cores), or ask another seeder',
  },
  /** The seeder got a part, but not everything in time. */
  KEEP_TIMEOUT: {
    exit: ExitCode.Deadline,
    message: (at: {
      heldCores: number
      cores: number
      heldBlocks: number
      blocks: number
      timeoutMs: number
    }) =>
      `after ${at.timeoutMs} ms the seeder holds ${at.heldCores} of ${at.cores} cores (${at.heldBlocks} of ${at.blocks} blocks)`,
    hint: 'it goes on while this peer runs; blocks that this peer lacks come when somebody who has them is online',
  },
  KEEP_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'keeping was ended before the seeder held everything',
    hint: 'ask again',
  },
  KEEP_ASK_INVALID: {
    exit: ExitCode.BadData,
    message: ({ cores, maxCores }: { cores: number; maxCores: number }) =>
      `expected at most ${maxCores} cores, found ${cores}`,
    hint: 'keep less at once',
  },
  /** The library's database did not open in time. */
  KEEP_CLOSE_TIMEOUT: {
    exit: ExitCode.Deadline,
    message: ({ timeoutMs }: { timeoutMs: number }) => `the keep did not close within ${timeoutMs} ms`,
    hint: 'end the process; what it holds is on the disk',
  },
})

import { defineErrors } from '@comice/protocol'

/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
export const errors = defineErrors({
  /** A name that is empty or too long. */
  NAME_INVALID: {
    exit: 2,
    message: ({ maxBytes }: { maxBytes: number }) => `a name is 1 to ${maxBytes} bytes`,
    hint: 'choose another name',
  },
})

/** Every error the window adds to those of the node. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const WindowErrors = defineErrors({
  NO_CODE: {
    exit: ExitCode.Refused,
    message: () => 'this address has no code that opens a window',
    hint: 'open the window again with `comice-desktop`',
  },
  NODE_GONE: {
    exit: ExitCode.Unreachable,
    message: () => 'the node that this address belongs to does not answer',
    hint: 'open the window again with `comice-desktop`',
  },
  SESSION_ENDED: {
    exit: ExitCode.Refused,
    message: () => 'the node was started anew since this window was opened, or has too many windows',
    hint: 'open the window again with `comice-desktop`',
  },
  ANSWER_LOST: {
    exit: ExitCode.Unreachable,
    message: () => 'the connection to the node ended before it answered',
    hint: 'the message may stand in the room already: look before you send it again',
  },
  UPLOAD_BROKEN: {
    exit: ExitCode.Unreachable,
    message: () => 'the files did not reach the node',
    hint: 'a file was changed or removed while it was read, or the node is gone; nothing was written: try again',
  },
  FILE_UNREADABLE: {
    exit: ExitCode.Failed,
    message: ({ path }: { path: string }) => `${path} cannot be read`,
    hint: 'the browser may not read it: check its permissions, or leave it out',
  },
  TOO_MANY_FILES: {
    exit: ExitCode.Usage,
    message: ({ limit }: { limit: number }) => `one message brings up to ${limit} files`,
    hint: 'send the others in another message, or share a folder as a drive',
  },
  COPY_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'the browser did not let the text be copied',
    hint: 'it is selected now: copy it with the keyboard',
  },
})

/** Every error the command line adds to those of the node. */
import { defineErrors, type ErrorParams, ExitCode } from '@comice/protocol'

interface TooLong extends ErrorParams {
  readonly limit: number
  readonly bytes: number
}

export const TerminalErrors = defineErrors({
  USAGE: {
    exit: ExitCode.Usage,
    message: ({ problem }: { problem: string; hint: string }) => problem,
    hint: ({ hint }) => hint,
  },
  NO_INVITE: {
    exit: ExitCode.Usage,
    message: () => 'no invite was given',
    hint: 'pass it as an argument, through a pipe, or paste it at the prompt',
  },
  PHRASE_NOT_SHOWN: {
    exit: ExitCode.Refused,
    message: () => 'the phrase is shown at a terminal only',
    hint: 'with --yes-show it goes to wherever the output goes',
  },
  OWN_IDENTITY: {
    exit: ExitCode.Usage,
    message: () => 'this is your own identity',
    hint: 'name that of somebody else: comice room members <room> --json shows it as id',
  },
  PASSPHRASES_DIFFER: {
    exit: ExitCode.Usage,
    message: () => 'the passphrase was typed differently the second time',
    hint: 'try again; nothing was changed',
  },
  DESCRIPTOR_INVALID: {
    exit: ExitCode.Usage,
    message: ({ found }: { found: string }) => `COMICE_PASSPHRASE_FD is ${found}, which cannot be read`,
    hint: 'open the descriptor for the command: COMICE_PASSPHRASE_FD=3 comice … 3< file',
  },
  BACKUP_NOT_WRITTEN: {
    exit: ExitCode.Failed,
    message: ({ file, reason }: { file: string; reason: string }) =>
      `the backup ${file} was not written: ${reason}`,
    hint: 'name a file that is not there yet',
  },
  BACKUP_UNREADABLE: {
    exit: ExitCode.Usage,
    message: ({ file, reason }: { file: string; reason: string }) =>
      `the backup ${file} cannot be read: ${reason}`,
    hint: 'check the name of the file',
  },
  NO_TEXT: {
    exit: ExitCode.Usage,
    message: () => 'there is nothing to say',
    hint: 'pass the text as an argument, or - to read it from a pipe',
  },
  TEXT_TOO_LONG: {
    exit: ExitCode.Usage,
    message: (_: TooLong) => 'the message is too long',
    expected: ({ limit }: TooLong) => `at most ${limit} bytes`,
    found: ({ limit, bytes }: TooLong) => (bytes > limit * 2 ? 'far more' : `${bytes} bytes`),
    hint: 'say it in several messages',
  },
  UNKNOWN_CHAT_COMMAND: {
    exit: ExitCode.Usage,
    message: ({ command }: { command: string }) => `there is no ${command} here`,
    hint: '/help lists what there is; begin with // to say something that begins with a slash',
  },
  TIMED_OUT: {
    exit: ExitCode.Deadline,
    message: ({ timeoutMs }: { timeoutMs: number }) => `not done within ${timeoutMs / 1000} s`,
    hint: 'allow more with --timeout',
  },
  INTERRUPTED: {
    exit: ExitCode.Interrupted,
    message: () => 'interrupted',
    hint: 'nothing that was confirmed is lost',
  },
  APP_NOT_SERVED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => `the node does not serve the app: ${reason}`,
    hint: 'run it again; `comice doctor` looks at what usually goes wrong',
  },
  PROJECT_UNREADABLE: {
    exit: ExitCode.Usage,
    message: ({ dir, reason }: { dir: string; reason: string }) => `${dir} is not an app: ${reason}`,
    hint: 'go to the folder with the app’s package.json, or name it',
  },
  /** The app has its link, and its package.json does not say so. */
  PROJECT_NOT_WRITTEN: {
    exit: ExitCode.Failed,
    message: ({ dir, reason }: { dir: string; link: string; reason: string }) =>
      `the package.json in ${dir} could not be written: ${reason}`,
    hint: ({ link }) => `write it by hand: "upgrade": "${link}"`,
  },
  PROJECT_HAS_LINK: {
    exit: ExitCode.Conflict,
    message: ({ link }: { link: string }) => `this app has a link already: ${link}`,
    hint: 'with --new it gets another one; who has the old link gets no further versions then',
  },
  PROJECT_WITHOUT_LINK: {
    exit: ExitCode.NotFound,
    message: ({ dir }: { dir: string }) => `the app in ${dir} has no link yet`,
    hint: 'comice app stage makes one, or give it with --link',
  },
  RUN_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ app }: { app: string }) => `${app} does not run`,
    hint: 'comice app ps shows what runs',
  },
  /** Something would be deleted, and nobody can be asked. */
  CONFIRMATION_NEEDED: {
    exit: ExitCode.Refused,
    message: ({ what }: { what: string }) => `this deletes ${what}`,
    hint: 'run it in a terminal to be asked, or with --yes',
  },
  NOT_CONFIRMED: {
    exit: ExitCode.Refused,
    message: () => 'nothing was deleted',
    hint: 'run it again to decide otherwise',
  },
  /** A window app crashed, or did not start. */
  APP_ENDED: {
    exit: ExitCode.Failed,
    message: ({ app, reason }: { app: string; reason: string }) =>
      reason === '' ? `${app} ended by an error of its own` : reason,
    hint: 'what it printed is in window/backend.log of its storage: comice app storage',
  },
  /** The app needs a yes, and nobody can be asked: a pipe, --json or --no-ask. */
  CONSENT_NEEDED: {
    exit: ExitCode.Refused,
    message: ({ app, words }: { app: string; words: string[]; option: string }) =>
      `${app} was not allowed to run yet. ${words.join(' ')}`,
    hint: ({ option }) => `run it in a terminal to decide, or with ${option}`,
  },
  CONSENT_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ app }: { app: string }) => `${app} was not run`,
    hint: 'nothing was changed; run it again to decide otherwise',
  },
  NO_APP_HERE: {
    exit: ExitCode.NotFound,
    message: ({ dir }: { dir: string }) => `there is no app in ${dir}: it has no package.json`,
    hint: 'name its folder, or make one with: comice app init my-app',
  },
  NO_LINK: {
    exit: ExitCode.Usage,
    message: () => 'no link was given',
    hint: 'pass it as an argument, through a pipe, or paste it at the prompt',
  },
  NO_CODE: {
    exit: ExitCode.Usage,
    message: () => 'no code was given',
    hint: 'pass it as an argument, through a pipe, or type it at the prompt',
  },
  /** An offer has to be looked at, and nobody can be asked. */
  ANSWER_NEEDED: {
    exit: ExitCode.Refused,
    message: () => 'nobody can be asked here whether what is offered is wanted',
    hint: 'run it in a terminal, or say --yes to take whatever it is',
  },
  /** Orderly or not: what it had was kept. */
  TRANSFER_LEFT: {
    exit: ExitCode.Unreachable,
    message: (_: { goesOnBy: string }) => 'the node has ended in the middle of it; nothing of it is lost',
    hint: ({ goesOnBy }) => `the transfer goes on when the node runs again: ${goesOnBy}`,
  },
  DIR_NOT_EMPTY: {
    exit: ExitCode.Conflict,
    message: ({ dir }: { dir: string }) => `${dir} is not an empty folder`,
    hint: 'name a folder that is not there yet; to make one equal to a version: comice mirror',
  },
  FILE_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ file }: { file: string }) => `there is a ${file} already`,
    hint: 'name another file, or say --force to replace it',
  },
  FILE_MISSING: {
    exit: ExitCode.NotFound,
    message: ({ file }: { file: string }) => `there is no ${file}`,
    hint: 'check its path; - reads a pipe',
  },
  SSH_MISSING: {
    exit: ExitCode.NotFound,
    message: () => 'there is no ssh on this machine',
    hint: 'install it: sudo apt-get install -y openssh-client',
  },
  OUTPUT_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'what the output goes to takes no more of it',
    hint: 'the program behind the pipe has ended',
  },
  CODE_FILE_UNUSABLE: {
    exit: ExitCode.Usage,
    message: ({ file, reason }: { file: string; reason: string }) =>
      `the code cannot be in ${file}: ${reason}`,
    hint: 'check the name of the file',
  },
})

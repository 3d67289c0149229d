/** Every error @comice/home throws. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const HomeErrors = defineErrors({
  /** The device was linked before there were homes, or by a device that has none. */
  HOME_MISSING: {
    exit: ExitCode.NotFound,
    message: () => 'this device does not know the home of its identity',
    hint: 'it was linked by an older version: link it again in a new profile',
  },
  /** Another device listed this one, and that has not arrived. */
  HOME_JOINING: {
    exit: ExitCode.Unreachable,
    message: () => 'this device has not heard yet that it belongs to the home',
    hint: 'the device that linked it, or a seeder that keeps the home, must be online',
  },
  /** Another device of the identity put this one out. */
  HOME_REVOKED: {
    exit: ExitCode.Refused,
    message: () => 'this device was revoked by another device of its identity',
    hint: 'link it again, or recover the identity with the 24 words',
  },
  HOME_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'the home is closed',
    hint: 'open it again',
  },
  /** The profile is a copy: somebody has more of this device's feed than the device itself, or another continuation. */
  HOME_ROLLED_BACK: {
    exit: ExitCode.Conflict,
    message: () => 'others have more of what this device wrote than the device itself',
    hint: 'the profile was restored from an older copy, or runs in two places: stop the other one, and start this one again with another device online; when that does not help, link it anew',
  },
  /** Beyond this nobody would read it. */
  HOME_FULL: {
    exit: ExitCode.Failed,
    message: ({ blocks, bytes }: { blocks: number; bytes: number }) =>
      `this device has written all that a home reads of one device: ${blocks} blocks, or ${bytes} bytes`,
    hint: 'link the device anew, in a new profile',
  },
  DEVICE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ matches }: { matches: number }) =>
      matches === 0 ? 'no device of yours has this key or name' : `${matches} devices of yours fit`,
    hint: 'comice id devices lists them',
  },
  HOME_VALUE_TOO_LARGE: {
    exit: ExitCode.Failed,
    message: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) =>
      `expected at most ${maxBytes} bytes under a key, found ${bytes}`,
    hint: 'keep large things in a drive',
  },
})

/** Every record there is. Their fields are in schema/schema.ts, their bytes in docs/protocol/. */
import { defineRecord } from './record.ts'

/** In a room's view: deterministic, the same at every member. */
export const messageRecord = defineRecord('message-record')
export const memberRecord = defineRecord('member-record')
export const inviteRecord = defineRecord('invite-record')
export const roomRecord = defineRecord('room-record')
/** Of a room of format 3 or later. */
export const laterRoomRecord = defineRecord('later-room-record', 2)
export const keepRecord = defineRecord('keep-record')
/** Of a post; its place in the view may hold either version. */
export const sealedMessageRecord = defineRecord('sealed-message-record', 2)
/** The same, of somebody who was muted. */
export const mutedMessageRecord = defineRecord('muted-message-record', 3)
export const messageMarksRecord = defineRecord('message-marks-record')
export const reactionRecord = defineRecord('reaction-record')
export const pinRecord = defineRecord('pin-record')
export const epochRecord = defineRecord('epoch-record')
export const sealedKeysRecord = defineRecord('sealed-keys-record')
export const pendingRecord = defineRecord('pending-record')
export const departureRecord = defineRecord('departure-record')
export const muteRecord = defineRecord('mute-record')
export const reportRecord = defineRecord('report-record')

/** Sealed in operations. */
export const messageBody = defineRecord('message-body')
/** Of a post that brings files; all others are of version 1, which older readers know. */
export const fileMessageBody = defineRecord('file-message-body', 2)
export const reactionBody = defineRecord('reaction-body')
export const reportBody = defineRecord('report-body')

/** Sent by a candidate through blind-pairing. */
export const joinRequest = defineRecord('join-request')

/** Local to a profile. */
export const roomEntry = defineRecord('room-entry')
export const roomFileEntry = defineRecord('room-file-entry')
export const grantRecord = defineRecord('grant-record')
export const knownNode = defineRecord('known-node')
export const seederEntry = defineRecord('seeder-entry')
export const appEntry = defineRecord('app-entry')
export const badAppVersion = defineRecord('bad-app-version')
export const appConsent = defineRecord('app-consent')
export const appPlace = defineRecord('app-place')
export const driveEntry = defineRecord('drive-entry')
export const peerEntry = defineRecord('peer-entry')
export const exposedEntry = defineRecord('exposed-entry')
export const readMarker = defineRecord('read-marker')
export const roomChoice = defineRecord('room-choice')

/** In an app's drive, written by its author. */
export const releaseRecord = defineRecord('release-record')

/** Sent to use another machine. */
export const remoteOpen = defineRecord('remote-open')
export const remoteAccepted = defineRecord('remote-accepted')
export const remoteExec = defineRecord('remote-exec')
export const remoteShell = defineRecord('remote-shell')
export const remoteForward = defineRecord('remote-forward')
export const remoteListen = defineRecord('remote-listen')
export const remoteCopy = defineRecord('remote-copy')
export const remoteCopyEntry = defineRecord('remote-copy-entry')
export const remoteCopyWant = defineRecord('remote-copy-want')
export const remoteCopyFrom = defineRecord('remote-copy-from')
export const remoteCopyResult = defineRecord('remote-copy-result')
export const remoteCopySkipped = defineRecord('remote-copy-skipped')

/** Sent between members of a room. */
export const presenceNote = defineRecord('presence-note')

/** Of the devices of one person, in their feeds. */
export const homeBlock = defineRecord('home-block')
export const homeEntries = defineRecord('home-entries')
export const homeKeys = defineRecord('home-keys')
export const linkGift = defineRecord('link-gift')
export const homeRoom = defineRecord('home-room')
export const homeJoin = defineRecord('home-join')
export const homeContact = defineRecord('home-contact')
export const homeEntry = defineRecord('home-entry')
export const homeRead = defineRecord('home-read')
export const homeText = defineRecord('home-text')

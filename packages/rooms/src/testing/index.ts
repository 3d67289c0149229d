/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * Disposable rooms for tests of other packages.
 *
 * @packageDocumentation
 */
export {
  createTestRoom,
  createTestRooms,
  openRoomPeer,
  type RoomMember,
  type RoomPeer,
  type RoomPeerOptions,
  type TestRoom,
  type TestRoomOptions,
  type TestRooms,
  type TestRoomsOptions,
} from './test-room.ts'

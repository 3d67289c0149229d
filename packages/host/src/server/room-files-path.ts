/** Below it are the files of rooms, for pages of the window; see `room-contents.ts`. */
export const ROOM_FILES_PATH = '/room-files/'

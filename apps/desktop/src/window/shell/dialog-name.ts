/** Dialogs of which one at a time is open. */
export type DialogName =
  'create' | 'join' | 'invite' | 'members' | 'rename' | 'switch' | 'help' | 'you' | 'search'

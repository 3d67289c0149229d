/** What the keys and the commands of the full screen do. */

/** Titles, and below each the keys with what they do. */
export const HELP: readonly (readonly [string, string] | string)[] = [
  'Everywhere',
  ['Tab', 'list of rooms, and back'],
  ['Ctrl-N  Ctrl-P', 'next room, room before; also Alt and arrows'],
  ['Ctrl-F', 'search all rooms; a date goes to that day'],
  ['F2  Ctrl-O', 'who is in this room'],
  ['Page Up/Down', 'through the messages'],
  ['Ctrl-Q', 'quit; Ctrl-C too, when nothing is written'],
  'Writing',
  ['Enter', 'send'],
  ['Alt-Enter  Ctrl-J', 'a new line'],
  ['Up', 'to the messages, from the first line'],
  ['Esc', 'answer nothing, edit nothing'],
  'At a message',
  ['r  Enter', 'answer it'],
  ['+', 'react to it, or take that back'],
  ['t', 'its thread'],
  ['f', 'forward it to another room'],
  ['s', 'save its files to this folder'],
  ['e  d', 'edit or delete what you said'],
  ['p', 'pin it, or take the pin off'],
  'Commands',
  ['/new <name>', 'make a room'],
  ['/join <invite>', 'go to a room you were invited to'],
  ['/invite', 'an invite for somebody'],
  ['/save [n] [name]', 'the newest file, or the nth of its message, to this folder'],
  ['/date <day>', 'what was said then: 2026-11-28, or 3d for three days ago'],
  ['/name <nickname>', 'what others call you here'],
  ['/bell on|off', 'ring for what mentions you, and for rooms for two'],
  ['/mute  /unmute', 'let nothing tell of what is new here'],
  ['/reports', 'what members reported, for moderators'],
  ['/mute-member', 'and a name: not shown any more; /unmute-member'],
  ['/archive', 'put it away; /unarchive <room> lists one again'],
]

/** Lines that it has, with one above each title. */
export const HELP_ROWS = HELP.length + HELP.filter((entry) => typeof entry === 'string').length

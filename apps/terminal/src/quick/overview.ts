/** What `comice` alone says. */
export const OVERVIEW = `Comice: rooms, folders and apps shared between people’s own machines, with no server and no account.

  comice room create Pears --nickname alice    make a room
  comice room invite Pears                     let somebody in
  comice room join --nickname bob              join: paste the invite you were given
  comice room open Pears                       chat
  comice                                       all of your rooms, on the full screen of a terminal
  comice room list                             your rooms
  comice drive create garden                   a folder for others, and its link
  comice mirror ./garden garden:               put a folder into it
  comice send ./plan.pdf                       give somebody a file, by a code you tell them
  comice receive                               get it: type the code
  comice run pear://…                          run an app from its link
  comice app stage                             share an app of your own
  comice status                                what runs here

More: comice help · comice help room · comice help drive · comice help app · comice completion bash|zsh|fish
`

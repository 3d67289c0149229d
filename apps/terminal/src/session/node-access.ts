/** What talks to the node, loaded by the commands that do: help, completion and wrong usage answer without it. */
export { createLocalClient } from '@comice/client/node'
export { connectOrStart, findNode } from '@comice/host/launch'

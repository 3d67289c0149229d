import { defineConfig, type RolldownOptions } from 'rolldown'

/** What answers help, versions and completion. */
const FIRST =
  /\/terminal\/src\/(?:comice|constants|grammar\/.*|quick\/.*|commands\/(?:[\w-]+-(?:tree|option)|global-options))\.ts$/u
/** What shows names and texts of peers: V8 checks regular expressions as it loads them, and Unicode's classes take 1 ms. */
const ROOMS =
  /\/(?:room-(?:membership|past|reading|speaking)|format|transcript|text-width|text\/name|follow-room|subscribe|read-history)\.ts$/u
/** What few commands need. */
const LATER =
  /\/node_modules\/|\/(?:chat\/.*|(?:drives|platform|remote)\/src\/.*|host\/src\/browser\/.*|src\/(?:app|dev|remote)\/.*|commands\/(?:app-\w+|drive-\w+|mirrors?|run|send|receive|transfers|exec|peers|grants|sessions|forwarding|pipe|cp|shell|ssh|ssh-proxy)|output\/(?:format-(?:drive|entry|mirror|time|transfer)|refusal-text|transfer-text|send-news|receive-news)|session\/(?:do-work|follow-transfer)|prompt-(?:line|terminal)|read-code|ask-whether-wanted|check-invite|secret\/.*|room-open|socket-link|start-node)\.ts$/u

/**
 * A file for the start, one for what a command needs that asks its node something, and one for each thing that is
 * loaded when first used: a CLI's users wait for what it loads.
 *
 * CommonJS, because an import reads every name that a builtin exports, its getters too, and a `require` none: up to
 * 3 ms for `fs` or `net` on Node 26, and 37 for `http`.
 */
const PROGRAM: RolldownOptions = {
  input: 'src/comice.ts',
  preserveEntrySignatures: false,
  platform: 'node',
  // Native, and the node's alone: nothing of it is left in the file, but it would be read as text to find that out.
  external: [/^@napi-rs\/keyring/u],
  transform: { target: 'node20' },
  resolve: { conditionNames: ['@comice/source', 'node', 'import', 'default'] },
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: 'comice.cjs',
    chunkFileNames: '[name].cjs',
    sourcemap: true,
    // Names stay, for whoever reads a stack.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: 'rooms', test: ROOMS, priority: 1 },
        { name: 'run', test: (id) => !FIRST.test(id) && !LATER.test(id) },
      ],
    },
  },
}

/** The full screen, with what it shares with the program: an ES module, because Ink is one that waits as it loads. */
const SCREEN: RolldownOptions = {
  input: { tui: 'src/tui/open-tui.ts' },
  platform: 'node',
  external: ['ink', 'react'],
  transform: { target: 'node20' },
  resolve: { conditionNames: ['@comice/source', 'node', 'import', 'default'] },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'tui-[name].mjs',
    sourcemap: true,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
}

export default defineConfig([PROGRAM, SCREEN])

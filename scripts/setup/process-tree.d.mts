/** For packages, whose compiler reads no JavaScript; `process-tree.mjs` says what these do. */
export declare function killTree(pid: number, signal?: NodeJS.Signals): void
export declare function descendants(root: number): number[]

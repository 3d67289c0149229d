import { parent } from '@comice/runtime'

const sums = { add: (a: number, b: number) => a + b }
export type Sums = typeof sums

parent(sums)

/**
 * What stands between an app and the machine. Each layer is independent of the others: the escape corpus
 * (`test/launch/escapes`) runs with all of them, and with one of the two that keep an app in switched off.
 */

/**
 * - `process`: a process of its own, with an environment made from nothing.
 * - `permission`: Node's permission model and what the preload takes away. A seat belt: one bug in Node undoes it.
 * - `memory`: resident memory of all its processes, watched from outside; on Linux a limit of the kernel too.
 * - `disk`: bytes of its files folder, watched from outside; where there is a shell, the size of one file too.
 * - `bubblewrap`: the operating system's own walls (Linux namespaces). The only one that is a boundary.
 */
export const LAYERS = ['process', 'permission', 'memory', 'disk', 'bubblewrap'] as const

export type Layer = (typeof LAYERS)[number]

/** Whether a layer is on here; `how` and `why` are sentences for a person. */
export type LayerState =
  { readonly on: true; readonly how: string } | { readonly on: false; readonly why: string }

export type Layers = Readonly<Record<Layer, LayerState>>

/**
 * How well an app is held.
 *
 * - `confined`: the operating system holds it.
 * - `seat-belt`: Node alone does; enough against mistakes, not against hostile code.
 * - `full`: nothing does; the app may do what the user may.
 */
export type Confinement = 'confined' | 'seat-belt' | 'full'

/** What faces say of each, word by word. */
export const CONFINEMENT_TEXT: Readonly<Record<Confinement, string>> = {
  confined: 'confined by the operating system',
  'seat-belt': 'not confined against hostile code',
  full: 'not confined: it may do everything that you may do',
}

/** Which of the three the layers amount to. */
export function confinementOf(layers: Layers): Confinement {
  if (layers.bubblewrap.on) return 'confined'
  return layers.permission.on ? 'seat-belt' : 'full'
}

/** `layers` with those named switched off: for `full` apps, and for tests of one layer alone. */
export function withoutLayers(layers: Layers, names: readonly Layer[]): Layers {
  const off = names.map((name): [Layer, LayerState] => [
    name,
    { on: false, why: 'switched off for this run' },
  ])
  return { ...layers, ...Object.fromEntries(off) }
}

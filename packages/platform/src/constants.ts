/** Every tunable of @comice/platform, with its unit in its name and its reason beside it. */

/** Release lines that faces offer; an author may name others. The last is what `run` takes when nothing else is said. */
export const CHANNELS = ['dev', 'next', 'stable'] as const

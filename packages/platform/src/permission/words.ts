import type { Permissions } from './permission.ts'

/**
 * What a set means, as plain English sentences for the person who decides; never empty. Hosts are shown as the
 * network knows them (`xn--…`), so that letters of another alphabet cannot pass for known ones.
 */
export function words({ net, fs, topics, full }: Permissions): string[] {
  // Whoever may do everything may do the rest: a longer list would only hide it.
  if (full) return ['It may do everything that you can do on this computer. Nothing holds it.']
  const sentences = [
    ...net.map((origin) =>
      origin.startsWith('https:')
        ? `It may send to and read from ${origin}.`
        : `It may talk to the program on this computer that answers at ${origin}.`,
    ),
    ...(fs.includes('pick') ? ['It may open the files and folders that you pick for it.'] : []),
    ...topics.map((topic) => `It may meet peers of other programs, at the topic ${topic}.`),
  ]
  if (sentences.length > 0) return sentences
  return ['It may use a folder of its own and meet peers that run it too. Nothing else.']
}

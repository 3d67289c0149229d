/**
 * Names that people take for each other. For whoever shows names, to say so beside them; never for `apply`, since it looks
 * up Unicode's tables, which differ between engines. It flags and refuses nothing, so it errs on the side of flagging.
 *
 * A name's shape is what is left without accents, spaces and punctuation, with letters of other scripts as the Latin
 * ones that they look like. The table has the letters of Cyrillic, Greek and Armenian that common fonts draw alike, and
 * the letters that Unicode's decomposition leaves; it is no copy of UTS 39, which has 6,000 entries for all scripts.
 */
const SAME_SHAPES: readonly (readonly [latin: string, others: string])[] = [
  ['a', 'аαɑ'],
  ['b', 'ьЬβƅß'],
  ['c', 'сϲ'],
  ['d', 'ԁđ'],
  ['e', 'еєҽ'],
  ['g', 'ɡց'],
  ['h', 'һհ'],
  ['i', 'іιı'],
  ['j', 'јϳ'],
  ['k', 'кκ'],
  ['l', 'łӏ|'],
  ['m', 'м'],
  ['n', 'ոη'],
  ['o', 'оοօø0'],
  ['p', 'рρ'],
  ['q', 'ԛզ'],
  ['r', 'гᴦ'],
  ['s', 'ѕ'],
  ['t', 'тτ'],
  ['u', 'սυ'],
  ['v', 'νѵ'],
  ['w', 'ԝωա'],
  ['x', 'хχ'],
  ['y', 'уγ'],
  ['A', 'АΑ'],
  ['B', 'ВΒ'],
  ['C', 'СϹ'],
  ['E', 'ЕΕ'],
  ['H', 'НΗ'],
  ['I', 'ІΙӀ'],
  ['J', 'Ј'],
  ['K', 'КΚ'],
  ['M', 'МΜ'],
  ['N', 'Ν'],
  ['O', 'ОΟ'],
  ['P', 'РΡ'],
  ['S', 'Ѕ'],
  ['T', 'ТΤ'],
  ['X', 'ХΧ'],
  ['Y', 'УΥ'],
  ['Z', 'Ζ'],
]

const LATIN_BY_LETTER = new Map(
  SAME_SHAPES.flatMap(([latin, others]) => [...others].map((letter) => [letter, latin] as const)),
)

const MARKS_AND_SIGNS = /[\p{M}\p{Cf}\p{P}\p{White_Space}]/gu
const LOOKS_LIKE_L = /[iI1]/gu

/** For each name, the indexes of the others that may be taken for it; the same name too. */
export function lookAlikesOf(names: readonly string[]): readonly (readonly number[])[] {
  const indexesByShape = new Map<string, number[]>()
  const shapes = names.map((name) => [...new Set(shapesOf(name))])
  for (const [index, own] of shapes.entries())
    for (const shape of own) {
      const indexes = indexesByShape.get(shape) ?? []
      indexesByShape.set(shape, indexes)
      indexes.push(index)
    }
  return shapes.map((own, index) => {
    const all = new Set(own.flatMap((shape) => indexesByShape.get(shape) ?? []))
    return [...all].filter((other) => other !== index).sort((a, b) => a - b)
  })
}

/** As it is drawn, and as it is drawn in small letters: a capital I is a small l, and a small i is not quite one. */
function shapesOf(name: string): readonly string[] {
  const latin = latinOf(name)
  // Nothing but signs and emoji: alike only when they are the same.
  if (latin === '') return [`=${name.normalize('NFKC')}`]
  return [`~${fold(latin)}`, `-${fold(latin.toLowerCase())}`]
}

function latinOf(name: string): string {
  // "|" is a symbol and stays; the rest of what separates and decorates goes.
  const bare = name.normalize('NFKD').replace(MARKS_AND_SIGNS, '')
  return [...bare].map((letter) => LATIN_BY_LETTER.get(letter) ?? letter).join('')
}

function fold(latin: string): string {
  return latin.replace(LOOKS_LIKE_L, 'l').toLowerCase().replaceAll('rn', 'm').replaceAll('vv', 'w')
}

/** How many columns a terminal takes for a text, so that lines below each other start where they are meant to. */

/** Made when first needed: that takes 15 ms. */
let segmenter: Intl.Segmenter | null = null

/** ASCII that is shown: a column each. */
const PLAIN = /^[ -~]*$/u
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u
const INVISIBLE = /^[\p{M}\p{Cf}\p{Cc}]*$/u

/** Columns of `text`, which has no control sequences: 2 for CJK and emoji, 0 for marks that join the letter before. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  let width = 0
  for (const { segment } of segmenter.segment(text)) {
    if (!INVISIBLE.test(segment)) width += WIDE.test(segment) ? 2 : 1
  }
  return width
}

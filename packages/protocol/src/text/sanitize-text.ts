/**
 * Makes a peer's text safe to show: in a terminal a text could otherwise move the cursor, change the title, write
 * the clipboard or reorder what stands beside it. Not for storage, and not for HTML, which needs escaping instead.
 */

// ESC or its 8-bit form starts a sequence; what belongs to it goes with it (ECMA-48, and xterm's string sequences).
// What a string sequence holds is bounded and has no introducer in it, so that a megabyte of them takes linear time;
// an unterminated one loses its introducer only.
const ESCAPE_SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]{0,4096}(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]{0,16}[0-~]/gu

const LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/gu

// C0 except the newlines that were kept above, DEL, and C1. A lone ESC goes here, so what followed it is plain text.
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/gu

// Embeddings, overrides and isolates (UAX #9): they can reorder text outside of themselves. The marks LRM, RLM and
// ALM stay, because right-to-left text needs them and they reorder nothing.
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069\u206a-\u206f]/gu

// Interlinear annotation, and the invisible copy of ASCII that hides text; a flag's tag sequence is kept.
const INVISIBLE = /[\ufff9-\ufffb\ufeff]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,6})[\u{e0000}-\u{e007f}]/gu

const LONE_SURROGATES = /[\ud800-\udfff]/gu

export interface SanitizeOptions {
  /** Keep line breaks (as `\n`); otherwise each becomes a space. Default false. */
  readonly newlines?: boolean
}

/**
 * `text` without control characters, escape sequences, bidirectional overrides and isolates, and invisible tag
 * characters. Emoji with zero-width joiners stay whole. Tabs become a space. Idempotent.
 */
export function sanitizeText(text: string, { newlines = false }: SanitizeOptions = {}): string {
  return text
    .replace(ESCAPE_SEQUENCES, '')
    .replace(LINE_BREAKS, newlines ? '\n' : ' ')
    .replace(/\t/gu, ' ')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATES, '\ufffd')
}

/** Longest name that is greeted, in UTF-8 bytes: what fits on a line of a narrow terminal. */
export const MAX_GREETED_NAME_BYTES = 64

/** Why an entry of a drive or folder was left out, in words. */
const WORDS: Readonly<Record<string, string>> = {
  'not-a-path': 'its name is no path',
  'too-long': 'its name is too long',
  unreadable: 'its name has characters that cannot be seen',
  reserved: 'its name cannot be had on every system',
  clash: 'its name is the same as another, but for case, accents or kind',
  'link-outside': 'it is a link that leads outside',
  malformed: 'it is no entry',
  'too-large': 'nobody can have a file of that size',
  'not-a-file': 'it is neither a file, a folder nor a link',
  changing: 'it was changed while it was read',
  'no-access': 'it may not be read',
  'behind-link': 'a link stands where its folder should be',
  unavailable: 'nobody gave its contents',
}

export function refusalText(reason: string | null): string {
  return WORDS[reason ?? ''] ?? 'it is refused'
}

/** Where peers were asked, for people. */
const SEGMENT_WORDS: Readonly<Record<string, string>> = {
  loopback: 'this machine',
  public: 'the internet',
  explicit: 'the DHT of --bootstrap',
}

export function segmentWords(name: string): string {
  return SEGMENT_WORDS[name] ?? name.replace(/^lan:/u, 'the LAN on ')
}

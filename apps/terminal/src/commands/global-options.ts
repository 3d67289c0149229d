/** The options that every command takes. */
import { optional, flag, type Option, type Values } from '../grammar/command.ts'
import { COMMA_LIST, SECONDS } from '../grammar/value-kind.ts'

const DEFAULT_PROFILE = process.env['COMICE_PROFILE'] ?? 'default'

const PROFILE: Option<string> = {
  value: '<name>',
  about: `which profile to use (default: ${JSON.stringify(DEFAULT_PROFILE)})`,
  kind: null,
  fallback: DEFAULT_PROFILE,
  isRequired: false,
}

export const GLOBAL_OPTIONS = {
  profile: PROFILE,
  bootstrap: optional<readonly string[]>(
    '<host:port,…>',
    'DHT nodes to use, instead of finding a network',
    COMMA_LIST,
  ),
  timeout: optional<number>('<seconds>', 'how long the command may take (default: 60)', SECONDS),
  json: flag('print results as JSON lines'),
}

/** `timeout` is in ms. */
export type GlobalOptions = Values<typeof GLOBAL_OPTIONS>

import { decodeKey } from '../key/key.ts'

/** The short names that `pear://` links may use for a key, as in the field's `pear-aliases` 1.0.7. */
export const PEAR_ALIASES: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries({
    pear: 'pzcjqmpoo6szkoc4bpkw65ib9ctnrq7b6mneeinbhbheihaq6p6o',
    keet: 'oeeoz3w6fjjt7bym3ndpa6hhicm8f8naxyk11z4iypeoupn6jzpo',
    runtime: 'qz5ihrqfmwtp4q36hnjaht1edur6c7w11dbb7ym9jqaex71wogso',
    doctor: 'fs1xuyzx6c9mu6zu6t5ubhkcbzz913h814te9ay9zzbc9hzf15fo',
    templates: 'z7n5sgqipwaejgonu6hh4baw95imy8dicj8678tej98itbs9tcgy',
    electron: 'cktxzetiwt6un3ado5kgqedge6ya4nfazjckzq76zcapefwxakdy',
    pass: 'tywsat7gz8m65ejx4zjn3773pbdc4j8m66tukis8dgzekraymtzo',
  }).map(([alias, key]) => [alias, decodeKey(key)]),
)

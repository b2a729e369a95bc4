// What a Host says, read once: clients say the same few again and again.
import { knownTexts } from '../../../observe/log/known-texts.ts'
import { type Authority, readAuthority } from '../authority.ts'

export const readKnownHost = knownTexts<Authority | 'invalid'>(
  (text) => readAuthority(text) ?? 'invalid',
)

// The certificates in a text of PEM blocks (RFC 7468). What stands around the blocks is allowed, and so is a
// line break that is missing between two of them, which OpenSSL refuses: they are spelt anew for it. A block
// that is not whole is a mistake: who wrote it wanted its certificate.
import type { X509Certificate } from 'node:crypto'
import { readableCertificate } from './readable-certificate.ts'

export type PemCertificates =
  | { readonly certificates: readonly X509Certificate[] }
  /** A sentence part to stand behind the object's name. It quotes nothing of what is in it. */
  | { readonly mistake: string }

/** `key` is that of the object which has the text: `tls.crt`. */
export function pemCertificates(text: string, key: string): PemCertificates {
  const [, otherType] = other.exec(text) ?? []
  if (otherType !== undefined)
    return {
      mistake:
        `has a PEM block of type ${otherType} in "${key}", which is not supported; use blocks of type ` +
        'CERTIFICATE',
    }
  const blocks = text.match(block) ?? []
  if (notWhole.test(text.replaceAll(block, '\n')))
    return {
      mistake:
        `has an incomplete PEM block in "${key}" besides ${blocks.length} complete ones; store the ` +
        'whole file',
    }
  const certificates = blocks.map(readableCertificate)
  const broken = certificates.indexOf(undefined)
  if (broken !== -1)
    return {
      mistake:
        `has ${blocks.length} PEM blocks in "${key}", and number ${broken + 1} is not a certificate; ` +
        'replace or remove it',
    }
  return { certificates: certificates.filter((one) => one !== undefined) }
}

const block = /-----BEGIN ((?:X509 )?CERTIFICATE)-----[^-]*-----END \1-----/g
/** With certificates in it, and more: OpenSSL's own kind says whom not to trust. */
const other = /-----BEGIN (TRUSTED CERTIFICATE|PKCS7|PKCS #7 SIGNED DATA|CMS)-----/
/** One line of a block without the other, or a last line that breaks off. */
const notWhole =
  /-----(?:BEGIN|END) (?:X509 )?CERTIFICATE(?! REQUEST)|-----[A-Z][A-Z0-9 ]*-{0,4}\s*$/

/** Lists of certificates that were revoked are not asked for anywhere, and stand beside who issued them. */
export function hasRevocations(text: string): boolean {
  return /-----BEGIN X509 CRL-----/.test(text)
}

/** Each certificate's own PEM block, one after the other. */
export function writtenPem(certificates: readonly X509Certificate[]): string {
  return certificates.map((one) => one.toString()).join('')
}

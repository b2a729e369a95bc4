// A layer of an image as its archive holds it: compressed, or as it is where compressing would cost more
// than it saves (an image that never leaves the machine).
import type { StoredFile } from './layer-entry.ts'

interface AnyLayer {
  /** What it holds, for the image's history. */
  readonly title: string
  /** The digest of its tar. */
  readonly diffId: string
}

/** A tar in memory, compressed by gzip. */
export interface CompressedLayer extends AnyLayer {
  readonly compressed: Uint8Array
  /** Of what was compressed. */
  readonly digest: string
}

/** A tar on the disk. */
export interface PlainLayer extends AnyLayer {
  readonly tar: StoredFile
}

export type Layer = CompressedLayer | PlainLayer

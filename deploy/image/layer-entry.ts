// What a tar of an image is made of: files, links and folders. Owners and times are not named, since
// they are the same for all.

export interface FileEntry {
  /** Without a leading slash: `usr/bin/node`. */
  readonly path: string
  readonly content: Uint8Array
  readonly isExecutable?: boolean
}

/** Too large for memory: read from the disk while it is written. */
export interface StoredFile {
  readonly file: string
  readonly size: number
}

export interface StoredFileEntry extends StoredFile {
  readonly path: string
  readonly isExecutable?: boolean
}

export interface LinkEntry {
  readonly path: string
  readonly linkTo: string
}

export interface FolderEntry {
  readonly path: string
  readonly folderMode: number
}

export type LayerEntry = FileEntry | StoredFileEntry | LinkEntry | FolderEntry

// Which Go builds here: the machine's own, unless a go.mod asks for a later one. Go then fetches that as a
// module, and compares its checksum. Needs Go 1.21 or later on the PATH.
export const goEnvironment = { GOTOOLCHAIN: 'auto', GOFLAGS: '' } as const

/** For modules that are read outside of a folder of ours: what Gateway API v1.7 asks for at least. */
export const downloadEnvironment = { GOTOOLCHAIN: 'go1.27.3+auto', GOFLAGS: '' } as const

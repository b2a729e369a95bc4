// A hash of text that spreads well over 32 bits and is the same in every process, so that all proxies
// send a key to the same endpoint. It keeps no secret and withstands no attacker.

/** 0 to 2^32 - 1. Other seeds give other, independent numbers. */
export function stringHash(text: string, seed: number): number {
  // FNV-1a over UTF-16 code units, then the finishing mix of MurmurHash3, without which near texts
  // (10.0.0.1, 10.0.0.2) would stay near.
  let hash = mixed(0x811c9dc5 ^ seed)
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return mixed(hash) >>> 0
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}

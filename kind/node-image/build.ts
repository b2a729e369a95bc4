// `node kind/node-image/build.ts`: builds the node image's archive, or finds it built, and prints where
// it is. The harness does the same when it needs the image; CI calls this to fill its cache.
import { progressLines } from '../../tools/progress.ts'
import { nodeImage } from './node-image.ts'

const image = await nodeImage(progressLines())
console.log(`${image.name}\n${await image.archive()}`)

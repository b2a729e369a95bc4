// The text of an answer, up to a size. An address given by mistake may be that of something that never ends,
// and fetch would keep gigabytes of it before the time is over.

/** The dump of 10,000 routes has 20 MB. */
const maxBytes = 256 * 1024 * 1024

export async function responseText({ body }: Response, most = maxBytes): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop by a throw closes the connection.
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > most) throw new Error(`the answer is larger than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

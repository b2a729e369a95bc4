/**
 * The longest head, both ways and in both protocols: start line and headers. Envoy's figure for requests:
 * users' cookies outgrow Node's 16 KiB, and whoever sets them or signs a token answers with as much.
 */
export const maxHeadBytes = 60 * 1024

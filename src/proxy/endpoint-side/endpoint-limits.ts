// What an endpoint may have and may answer with, by whatever client of HTTP/1.1 it is asked.

/** More idle connections are closed. */
export const maxIdlePerEndpoint = 128

/** Those before an answer (1xx). Real endpoints send one or two, and each costs what an answer's head does. */
export const maxInterimAnswers = 100

/** Lines of a head, and of trailers. Node's parser drops what comes after these, without a word. */
export const maxAnswerHeaders = 999

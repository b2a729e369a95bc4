// The longest time limit that a rule can have: Node's timers end at 2^31 - 1 ms, 24 days. One that is set to more
// fires at once.

export const longestTimerMs = 2 ** 31 - 1

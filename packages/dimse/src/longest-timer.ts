/** The longest time that setTimeout takes, 24.8 days: what is longer it would take for one millisecond. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What an input may ask for while it is read: each limit with its name, default and unit. */

export interface ReadLimits {
  /** Sequences within sequences. Default 512. */
  maxNestingDepth: number;
  /** Elements and items of one data set, nested ones counted. Default 4,000,000. */
  maxElementCount: number;
}

export const DEFAULT_READ_LIMITS: Readonly<ReadLimits> = {
  maxNestingDepth: 512,
  maxElementCount: 4_000_000,
};

/** What an input may ask for while it is read: each limit with its name, default and unit. */

/** What is refused to a hostile or damaged input. */
export interface ReadLimits {
  /** Sequences within sequences. Default 512. */
  maxNestingDepth: number;
  /** Elements and items of one data set, nested ones counted. Default 4,000,000. */
  maxElementCount: number;
  /** What a deflated data set may inflate to. Default 1 GiB, which browsers can still hold in one piece. */
  maxInflatedBytes: number;
  /**
   * Times its own size that a deflated data set may inflate to; up to 16 MiB any. Default 500: images that
   * compress well reach 60, what the format can reach with zeros alone is 1032.
   */
  maxInflateRatio: number;
  /** What `openDicomFile` holds of a stream. Default 4 GiB less one byte. */
  maxBufferedBytes: number;
}

export const DEFAULT_READ_LIMITS: Readonly<ReadLimits> = {
  maxNestingDepth: 512,
  maxElementCount: 4_000_000,
  maxInflatedBytes: 2 ** 30,
  maxInflateRatio: 500,
  maxBufferedBytes: 2 ** 32 - 1,
};

/** Returns all limits: those that options name, else the defaults. */
export function limitsOf({ limits }: { limits?: Partial<ReadLimits> }): Readonly<ReadLimits> {
  return limits ? { ...DEFAULT_READ_LIMITS, ...limits } : DEFAULT_READ_LIMITS;
}

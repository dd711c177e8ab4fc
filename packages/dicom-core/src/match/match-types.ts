/** What matching is told and what it tells. PS3.4 C.2.2.2. */
import type { Tag } from "../tag.ts";
import type { PersonNameOptions } from "./person-name-match.ts";

/** The kind of matching that a key asks for. PS3.4 C.2.2.2. */
export type MatchRule =
  | "universal"
  | "single value"
  | "list of UID"
  | "wildcard"
  | "range"
  /** A range of dates and one of times, read as one range of moments. PS3.4 C.2.2.2.5.4. */
  | "combined range"
  | "sequence"
  | "empty value"
  | "multiple values";

/** Why a key fits or does not; `describeMatchReason` puts it into words. */
export type MatchCause =
  /** The key asks for nothing. */
  | "universal"
  /** A value fits. */
  | "fits"
  /** There are values, none of which fits. */
  | "differs"
  /** Of several values asked for, one or more are missing. */
  | "incomplete"
  /** The element is there without a value. */
  | "empty"
  /** The element is not there. */
  | "absent"
  /** The key is no date, time or range of these, as its VR wants. */
  | "key unreadable"
  /** The candidate's value is no date or time. */
  | "value unreadable";

/** What was compared for one key, and whether it fits. */
export interface MatchReason {
  /** Keywords joined by dots, `ScheduledProcedureStepSequence.Modality`. */
  path: string;
  tag: Tag;
  rule: MatchRule;
  matches: boolean;
  cause: MatchCause;
  /** The key as text; empty for sequences and bytes. */
  queryText: string;
  /** The candidate's value as text; of sequences the number of items. */
  candidateText: string;
  /** Of a sequence: the candidate's item that fits, or that fits most keys; counts from 0. */
  itemIndex?: number;
}

/** How keys are compared. */
export interface MatchOptions extends PersonNameOptions {
  /**
   * A range of dates and one of times that belong together (StudyDate and StudyTime …) are one range of moments, as
   * extended negotiation may agree. Default false: each is matched apart.
   */
  combinedDateTime?: boolean;
  /** The key `""` fits what is absent or empty, as extended negotiation may agree. Default false: it is text. */
  emptyValues?: boolean;
  /** `&ZZXX`: where data sets without Timezone Offset From UTC (0008,0201) are. Default: unknown. */
  timezoneOffsetFromUtc?: string;
}

/** What holds for the two data sets and all their items. */
export interface MatchContext {
  options: MatchOptions;
  /** Minutes east of UTC in which dates and times of the query are; undefined where nothing says so. */
  queryZone: number | undefined;
  candidateZone: number | undefined;
  /** Before the paths of the reasons: of the sequences around, `""` at the root. */
  path: string;
  /** Absent where only the result is wanted. */
  reasons: MatchReason[] | undefined;
}

/** The series of a study, each with what can be done with it. */
import type { ApiSeries } from "../../api.ts";
import { CharacterSetMark } from "../../components/character-set-mark.tsx";
import { Icon } from "../../components/icon.tsx";
import { formatNumber, formatSize } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { openSeries } from "../../shown.ts";
import { nameOfSeries, targetOfSeries } from "./target.ts";
import { TargetActions } from "./target-actions.tsx";

export interface SeriesListProps {
  series: readonly ApiSeries[];
  /** UID of the one whose files are listed. */
  open: string | undefined;
  onOpen: (uid: string) => void;
}

export function SeriesList({ series, open, onOpen }: SeriesListProps) {
  const { received } = words.value;
  return (
    <ul class="series-list">
      {series.map((one) => {
        const { StudyInstanceUID, SeriesInstanceUID, Modality, instanceCount, byteCount } = one;
        return (
          <li key={SeriesInstanceUID} class={SeriesInstanceUID === open ? "open" : undefined}>
            <button
              type="button"
              class="series"
              aria-pressed={SeriesInstanceUID === open}
              onClick={() => onOpen(SeriesInstanceUID)}
            >
              <span class="modality">{Modality || "?"}</span>
              <span class="series-words">
                <CharacterSetMark others={one.otherCharacterSets} />
                <bdi class="name">{nameOfSeries(one)}</bdi>
                <span class="sub">
                  {received.fileCount(formatNumber(instanceCount))} · {formatSize(byteCount)}
                </span>
              </span>
            </button>
            <button
              type="button"
              class="icon"
              title={received.openSeries}
              aria-label={received.openSeries}
              onClick={() => openSeries(StudyInstanceUID, SeriesInstanceUID)}
            >
              <Icon name="stack" />
            </button>
            <TargetActions target={targetOfSeries(one)} isSmall />
          </li>
        );
      })}
    </ul>
  );
}

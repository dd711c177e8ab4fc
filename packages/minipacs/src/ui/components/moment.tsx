/** A date and time of day as DICOM writes them (DA, TM), one above the other. */
import { formatDate, formatTime } from "../format.ts";

export function Moment({ date, time }: { date: string; time: string }) {
  if (date === "" && time === "") return <>–</>;
  return (
    <>
      <span class="mono">{formatTime(time) || "–"}</span>
      <span class="sub">{formatDate(date)}</span>
    </>
  );
}

/** The sign of a row that something is to be said of, which a pointer and a screen reader are told. */
export function WarningMark({ said }: { said: string }) {
  return (
    <span class="warning-mark" role="img" aria-label={said} title={said}>
      ⚠️
    </span>
  );
}

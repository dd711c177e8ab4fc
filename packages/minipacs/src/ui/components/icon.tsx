/** Signs for small buttons, drawn here: fonts do not all have them. The button says what it does. */

const PATHS = {
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  remove: "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5",
  send: "M2.5 13.5V9.5a3 3 0 0 1 3-3H13M9.5 3 13 6.5 9.5 10",
  stack: "M2.5 5 8 2l5.5 3L8 8zM2.5 8 8 11l5.5-3M2.5 11 8 14l5.5-3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
      <path d={PATHS[name]} stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

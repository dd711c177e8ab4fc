/** Returns `39.2 kB`; thousands are 1000, as disks count. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] =
    bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

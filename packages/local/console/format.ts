/** `3.2 MB`; `–` when unknown. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "–";
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** `2 h 5 min`, `40 s` */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d`;
}

/** `3 min ago`, relative to `now`; both ISO 8601. */
export function formatAge(time: string, now: string): string {
  const seconds = (Date.parse(now) - Date.parse(time)) / 1000;
  return Number.isFinite(seconds) ? `${formatDuration(seconds)} ago` : "–";
}

/** The first part of an id or hash. */
export function shorten(text: string, length = 8): string {
  return text.length > length + 1 ? `${text.slice(0, length)}…` : text;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(value: number): string {
  const power = value > 0 ? Math.min(Math.floor(Math.log2(value) / 10), UNITS.length - 1) : 0;
  const scaled = value / 1024 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 100 ? 1 : 0)} ${UNITS[power]}`;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** "5 minutes ago", "in 2 hours"; nothing for the time before all time that the API says for "never". */
export function ago(iso: string, now: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then) || then < 0) return "never";
  const seconds = Math.round((then - now) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** `ago` for what is over: the page's clock may be a little behind the server's. */
export function since(iso: string, now: number): string {
  return ago(iso, Math.max(now, Date.parse(iso) || now));
}

/** `[d.]hh:mm:ss[.fff]` as a person says it. */
export function duration(value: string | undefined): string {
  const parts = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)(\.\d+)?$/.exec(value ?? "");
  if (!parts) return "";
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 5).map((part) => Number(part ?? 0));
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  if (minutes) return `${minutes} min ${seconds} s`;
  return `${(seconds + Number(parts[5] ?? 0)).toFixed(seconds < 10 ? 1 : 0)} s`;
}

/** `importPending` → "Import pending" */
export function words(name: string): string {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

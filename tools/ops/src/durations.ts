import { WrongUsage } from './command.ts';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `90s`, `15m`, `2h` or `1d` as seconds. Fails with {@link WrongUsage}. */
export const secondsOf = (option: string, text: string): number => {
  const [, count, unit] = /^(\d{1,7})(s|m|h|d)$/u.exec(text) ?? [];
  if (count === undefined) throw new WrongUsage(`${option} must be a time such as 90s, 15m, 2h or 1d, not "${text}".`);
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
};

/** How long ago that was, in its largest whole unit. */
export const agoOf = (time: string, now: number): string => {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1_000));
  const unit = (['d', 'h', 'm'] as const).find((one) => seconds >= SECONDS[one]) ?? 's';
  return `${String(Math.floor(seconds / SECONDS[unit]))}${unit}`;
};

import type { Paint } from './paint.ts';

/** A column: its title, and what a row has there. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  readonly isAlarm?: (row: Row) => boolean;
}

/** Rows in columns that are as wide as their widest cell, two spaces apart, without a trailing space. */
export const tableOf = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { dim, alarm }: Paint,
): readonly string[] => {
  const cells = rows.map((row) => columns.map((column) => shown(column.of(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const aligned = (texts: readonly string[], paint: (text: string, index: number) => string): string =>
    texts
      .map((text, index) => {
        const isLast = index === texts.length - 1;
        return `${paint(text, index)}${isLast ? '' : ' '.repeat((widths[index] ?? 0) - text.length + 2)}`;
      })
      .join('')
      .trimEnd();
  return [
    aligned(
      columns.map(({ title }) => title),
      (text) => dim(text),
    ),
    ...cells.map((row, at) =>
      aligned(row, (text, index) => {
        const [column, of] = [columns[index], rows[at]];
        return of !== undefined && column?.isAlarm?.(of) === true ? alarm(text) : text;
      }),
    ),
  ];
};

/** What people wrote may hold anything: a control character would speak to the terminal instead of the reader. */
export const shown = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');

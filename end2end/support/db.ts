// Reads the server's SQLite file from outside: what is in the database, not what a screen says.
import { execFileSync } from 'node:child_process';

export type Row = Record<string, string | number | null>;

/** Rows of a query, read while the server may be running. */
export function rows(file: string, sql: string): Row[] {
  const text = execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 5000', file, sql], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return text.trim() === '' ? [] : (JSON.parse(text) as Row[]);
}

/** The first column of the only row, as a number. */
export function number(file: string, sql: string): number {
  const first = rows(file, sql)[0];
  return Number(first === undefined ? Number.NaN : Object.values(first)[0]);
}

/** Copies in all living lots. */
export function copies(file: string): number {
  return number(file, "select coalesce(sum(json_extract(body, '$.lot.is.quantity')), 0) from records where kind = 'lot' and alive = 1");
}

// Lives a recording of a browser again, with the program a person would use: `cargo xtask replay FILE`.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** What the program says; throws when the effects differ. `cargo xtask test` names itself in XTASK. */
export function replay(file: string): string {
  const [program, ...args] = process.env.XTASK ? [process.env.XTASK] : ['cargo', 'xtask'];
  return execFileSync(program ?? '', [...args, 'replay', file], { encoding: 'utf8', cwd: resolve('..'), maxBuffer: 2 ** 26 });
}

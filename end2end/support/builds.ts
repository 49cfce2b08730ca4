// Another build of the same program, without compiling: the embedded style sheet gets another name, and with it the
// build another identity.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from './server.ts';

export function otherBuild(folder: string): string {
  const program = readFileSync(binary, 'latin1');
  const name = /pkg\/vitrine\.([\w-]{22})\.css/.exec(program)?.[1];
  if (!name) throw new Error('the binary has no style sheet inside');
  const renamed = name.slice(0, -1) + (name.endsWith('A') ? 'B' : 'A');
  const path = join(folder, 'vitrine-other');
  writeFileSync(path, program.replaceAll(name, renamed), 'latin1');
  chmodSync(path, 0o755);
  return path;
}

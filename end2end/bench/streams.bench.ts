// What a thousand idle devices cost the server.
import { readFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { pause } from '../support/server.ts';
import { report } from './figures.ts';

const CLIENTS = 1000;

function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

test('a thousand open event streams', async ({ world }, info) => {
  const person = new Person(world.server.url, 'Stream');
  await person.signUp();
  const ledger = (await person.me()).ledgers[0]?.ledger ?? '';
  const before = residentKb(world.server.pid);
  const sockets: Socket[] = [];
  let open = 0;
  for (let i = 0; i < CLIENTS; i++) {
    const socket = connect(world.server.port, '127.0.0.1');
    sockets.push(socket);
    socket.once('data', (head) => {
      if (head.toString('latin1').startsWith('HTTP/1.1 200')) open += 1;
    });
    const client = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    socket.write(
      `GET /api/v1/events?ledger=${ledger}&client=${client} HTTP/1.1\r\nHost: 127.0.0.1:${world.server.port}\r\n` +
        `Accept: text/event-stream\r\nCookie: ${person.cookieHeader}\r\n\r\n`,
    );
    if (i % 50 === 0) await pause(20);
  }
  await expect.poll(() => open).toBe(CLIENTS);
  const after = residentKb(world.server.pid);
  for (const socket of sockets) socket.destroy();
  report(info, {
    what: 'server memory with 1,000 idle event streams',
    value: `${(after / 1024).toFixed(0)} MiB, ${((after - before) / CLIENTS).toFixed(1)} KiB a stream`,
    baseline: `${(before / 1024).toFixed(0)} MiB without`,
  });
});

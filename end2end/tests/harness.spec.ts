// The harness's own proof: a fault that does not happen would make every proof below it worthless.
import { type Server as HttpServer, createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { Device } from '../support/device.ts';
import { Guard, cutConnection } from '../support/guard.ts';
import { type Fault, Proxy } from '../support/proxy.ts';
import { freePort } from '../support/server.ts';

interface Rig {
  upstream: HttpServer;
  proxy: Proxy;
  device: Device;
  guard: Guard;
  heard: string[];
}

const rigged = test.extend<{ rig: Rig }>({
  rig: async ({}, use) => {
    const heard: string[] = [];
    const upstream = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        heard.push(request.url ?? '');
        response.setHeader('Content-Type', 'text/html').end(`<title>heard ${body.length}</title>`);
      });
    });
    const port = await freePort();
    upstream.listen(port, '127.0.0.1');
    const proxy = await Proxy.start(await freePort(), port);
    const guard = new Guard();
    const device = new Device('rig', proxy, guard, {});
    await use({ upstream, proxy, device, guard, heard });
    await device.dispose();
    upstream.closeAllConnections();
    upstream.close();
  },
});

async function post(rig: Rig, path: string): Promise<string> {
  const page = rig.device.isOpen ? rig.device.browser.pages()[0] : await rig.device.open('/');
  const send = async (path: string) =>
    await fetch(path, { method: 'POST', body: 'x'.repeat(50_000) })
      .then(async (answer) => `${answer.status} ${await answer.text()}`)
      .catch(() => 'lost');
  return (await page?.evaluate(send, path)) ?? 'no page';
}

rigged('a request without a fault passes whole', async ({ rig }) => {
  expect(await post(rig, '/plain')).toBe('200 <title>heard 50000</title>');
});

const losses: [Fault, boolean][] = [
  [{ kind: 'cut' }, false],
  [{ kind: 'cut-body' }, false],
  [{ kind: 'lose-answer' }, true],
];
for (const [fault, reaches] of losses) {
  const what = reaches ? 'reaches the server and loses its answer' : 'never reaches the server';
  rigged(`a request under "${fault.kind}" ${what}`, async ({ rig }) => {
    // Not once: Chromium itself repeats a request whose connection was closed before a single byte came back.
    rig.proxy.fault('/faulty', fault);
    expect(await post(rig, '/faulty')).toBe('lost');
    expect(rig.heard.includes('/faulty')).toBe(reaches);
    rig.proxy.heal();
    expect(await post(rig, '/faulty')).toMatch(/^200/);
    expect(rig.guard.errors).toHaveLength(1);
  });
}

rigged('a held answer arrives when it is released', async ({ rig }) => {
  rig.proxy.fault('/held', { kind: 'hold' });
  const answer = post(rig, '/held');
  await expect.poll(() => rig.proxy.holding).toBe(1);
  rig.proxy.release();
  expect(await answer).toMatch(/^200/);
});

rigged('somebody else can answer', async ({ rig }) => {
  rig.proxy.fault('/portal', { kind: 'answer', status: 200, body: 'please pay' });
  expect(await post(rig, '/portal')).toBe('200 please pay');
  expect(rig.heard).not.toContain('/portal');
});

rigged('no network is a refused connection, and the guard knows its words', async ({ rig }) => {
  await rig.device.open('/');
  rig.guard.expect(cutConnection);
  await rig.proxy.down();
  expect(await post(rig, '/gone')).toBe('lost');
  await rig.proxy.up();
  expect(await post(rig, '/back')).toMatch(/^200/);
  expect(rig.guard.errors).toEqual([]);
});

rigged('a killed browser opens again with its profile', async ({ rig }) => {
  const page = await rig.device.open('/');
  await page.evaluate(() => localStorage.setItem('kept', 'yes'));
  await rig.device.close();
  await rig.device.open('/');
  await rig.device.kill();
  const again = await rig.device.open('/');
  expect(await again.evaluate(() => localStorage.getItem('kept'))).toBe('yes');
});

// What every proof starts with: a server on a database of its own, a proxy in front of it, and devices that reach it
// only through the proxy. Afterwards everything is put away and the consoles are looked at.
import { type BrowserContextOptions, test as base } from '@playwright/test';
import { Device } from './device.ts';
import { Guard, cutConnection } from './guard.ts';
import { Proxy } from './proxy.ts';
import { Server, type ServerOptions, freePort } from './server.ts';

export class World {
  readonly guard = new Guard();
  private readonly devices: Device[] = [];

  private constructor(
    readonly server: Server,
    private readonly options: BrowserContextOptions,
  ) {}

  static async start(options: ServerOptions, browser: BrowserContextOptions): Promise<World> {
    return new World(await Server.start(options), browser);
  }

  /** A browser profile that knows nothing yet, with a network of its own. */
  async device(name: string, options: BrowserContextOptions = {}): Promise<Device> {
    const proxy = await Proxy.start(await freePort(), this.server.port);
    const device = new Device(name, proxy, this.guard, { ...this.options, ...options });
    this.devices.push(device);
    return device;
  }

  /** Kills the server and the network to it. What Chromium then says about connections is expected. */
  async serverDies(): Promise<void> {
    this.guard.expect(cutConnection);
    await this.server.kill();
    for (const device of this.devices) await device.proxy.down();
  }

  async serverComesBack(): Promise<void> {
    await this.server.start();
    for (const device of this.devices) await device.proxy.up();
  }

  async dispose(): Promise<void> {
    for (const device of this.devices) await device.dispose();
    await this.server.dispose();
  }
}

export const test = base.extend<{ serverOptions: ServerOptions; world: World }>({
  serverOptions: [{}, { option: true }],
  world: async ({ serverOptions, viewport, isMobile, hasTouch }, use, info) => {
    const world = await World.start(serverOptions, { viewport, isMobile, hasTouch });
    await use(world);
    const failed = info.status !== info.expectedStatus;
    if (failed) await info.attach('server.log', { body: world.server.log, contentType: 'text/plain' });
    const errors = [...world.guard.errors];
    await world.dispose();
    base.expect(errors, 'nothing that the test did not cause may stand on a console').toEqual([]);
  },
});

export const expect = test.expect;

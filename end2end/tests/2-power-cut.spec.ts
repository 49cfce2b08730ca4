// Proof 2: what the screen calls saved is on the disk.
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('an edit survives a browser killed at the saved mark, with the server dead', async ({ world }) => {
  const device = await world.device('laptop');
  const before = await App.signUp(device, new Person(world.server.url, 'Cem'));
  await before.add('Lantern');
  await before.go('Collection');
  await before.synced();
  await before.readyForOffline();
  // Chromium writes cookies down when it likes, at the latest when it is closed; the edit below is not given that time.
  await device.close();
  const app = await App.open(device);
  const card = await app.openCard('Lantern');
  await world.serverDies();
  await app.change({ Finish: 'Foil 3' });
  await app.savedHere();
  await device.kill();

  const again = await App.open(device, card);
  await expect(again.field('Finish')).toHaveValue('Foil 3');
  await world.serverComesBack();
  await again.synced(70_000);
});

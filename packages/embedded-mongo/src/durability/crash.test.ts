import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Chance, MixedLoad, seededChance } from './mixed-load.ts';
import { losePower } from './power-loss.ts';
import { killServers, startServer } from './server-process.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const rounds = isFull ? 200 : 20;
/** Whether anything was not synced when the power went is chance: it goes on until something was. */
const mostRounds = rounds * 10;

interface Damage {
  readonly rounds: number;
  readonly operations: number;
  readonly damage: number;
  readonly wrong: readonly string[];
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** However slow the machine is, it dies in the middle of work. */
const underWay = async (load: MixedLoad, operations: number): Promise<void> => {
  while (load.operations < operations) await pause(5);
};

/** Lets the server work under load, ends it without warning, damages the files, starts it again and looks at everything. */
const crashAgainAndAgain = async (folder: string, chance: Chance, damageFiles?: () => number): Promise<Damage> => {
  const load = new MixedLoad(chance);
  const wrong: string[] = [];
  let damage = 0;
  let server = await startServer(folder);
  await load.prepare(server.url);
  const isEnough = (round: number): boolean => round >= (damageFiles === undefined || damage > 0 ? rounds : mostRounds);
  for (let round = 0; !isEnough(round) && wrong.length === 0; round += 1) {
    let isDead = false;
    const running = load.run(server.url, () => isDead);
    await underWay(load, load.operations + 6);
    await pause(chance() * 170);
    await server.kill();
    isDead = true;
    await running;
    damage += damageFiles?.() ?? 0;
    server = await startServer(folder);
    wrong.push(...(await load.check(server.url)));
  }
  await server.stop();
  return { rounds, operations: load.operations, damage, wrong };
};

describe('a store that dies without warning', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-crash-'));
  });

  afterAll(async () => {
    await killServers();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'has every acknowledged write, no half transaction and whole indexes after each kill -9',
    async () => {
      const result = await crashAgainAndAgain(join(folder, 'killed'), seededChance(20_261));

      expect(result.wrong).toEqual([]);
      expect(result.operations).toBeGreaterThan(rounds * 5);
    },
    isFull ? 900_000 : 120_000,
  );

  it(
    'has them after each power loss too, when all that was not synced is lost or torn',
    async () => {
      const chance = seededChance(20_262);
      const path = join(folder, 'unplugged');

      const result = await crashAgainAndAgain(path, chance, () => losePower(join(path, 'data.mdb'), chance).pagesLost);

      expect(result.wrong).toEqual([]);
      expect(result.operations).toBeGreaterThan(rounds * 5);
      expect(result.damage).toBeGreaterThan(0);
    },
    isFull ? 900_000 : 120_000,
  );
});

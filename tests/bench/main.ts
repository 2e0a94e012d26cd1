/**
 * `npm run bench` runs every benchmark, `npm run bench -- store chart` those named. Each prints its own table; the figures of record stand in
 * this folder's README, with the command that gave them.
 */
const benchmarks: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  start: () => import('./start.ts'),
  chart: () => import('./chart.ts'),
  gateway: () => import('./gateway/run.ts'),
  'gateway-permissions': () => import('./gateway/permissions.ts'),
  'gateway-cold': () => import('./gateway/cold.ts'),
  'gateway-bounded': () => import('./gateway/bounded.ts'),
  import: () => import('./import.ts'),
  store: () => import('./store.ts'),
  permissions: async () => {
    const [list, chart] = await Promise.all([import('./permissions.ts'), import('./chart-permissions/run.ts')]);
    return { run: () => list.run().then(chart.run) };
  },
  horizontal: () => import('./horizontal/run.ts'),
  faults: () => import('./faults.ts'),
};

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = asked.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n## ${name}\n`);
  await (await load()).run();
}

import { Session } from 'node:inspector/promises';
import { writeFileSync } from 'node:fs';
const s = new Session(); s.connect();
await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 500 });
let n = 0;
process.stdin.on('data', async () => { n++; if (n % 2 === 1) await s.post('Profiler.start'); else { const { profile } = await s.post('Profiler.stop'); writeFileSync(`/tmp/gw-${Math.floor(n / 2)}.cpuprofile`, JSON.stringify(profile)); } });
await import('./gateway-process.ts');

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

/** Prints what this process used until now for every line that it reads, and how late the event loop was since the line before. */
export function printUsage(): ReturnType<typeof createInterface> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  return createInterface({ input: process.stdin }).on('line', () => {
    const { rss, heapUsed } = process.memoryUsage();
    const delayP99Ms = delay.percentile(99) / 1e6;
    delay.reset();
    process.stdout.write(`${JSON.stringify({ cpu: process.cpuUsage(), rss, heapUsed, delayP99Ms })}\n`);
  });
}

import cluster from 'node:cluster';

process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
const { readGatewaySettings, runGateway } = await import('./start.ts');

const gateway = await runGateway(await readGatewaySettings({ environment: process.env }));
if (cluster.isPrimary) process.stdout.write(`gateway ready ${gateway.url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void gateway.close().then(() => process.exit(0));
  });
}

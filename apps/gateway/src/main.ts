process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
const { readGatewaySettings } = await import('./configuration/gateway-settings.ts');
const { start } = await import('./start.ts');

const gateway = await start(await readGatewaySettings({ environment: process.env }));
process.stdout.write(`gateway ready ${gateway.url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void gateway.close().then(() => process.exit(0));
  });
}

process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
const { settingsFromEnvironment } = await import('./config.ts');
const { start } = await import('./start.ts');

const gateway = await start(settingsFromEnvironment(process.env));
process.stdout.write(`gateway ready ${gateway.url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void gateway.close().then(() => process.exit(0));
  });
}

#!/usr/bin/env node
// The command as partners get it, in a tarball: what asks an endpoint or a gateway, and nothing that starts one.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';

const { runWith } = await import('./program.ts');
process.exitCode = await runWith(process.argv.slice(2), [
  { name: 'conform', load: async () => (await import('./conform/command.ts')).conformCommand },
  { name: 'check', load: async () => (await import('./registry/check-command.ts')).checkCommand },
  { name: 'publish', load: async () => (await import('./registry/publish-command.ts')).publishCommand },
  { name: 'versions', load: async () => (await import('./registry/versions-command.ts')).versionsCommand },
]);

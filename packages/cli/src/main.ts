#!/usr/bin/env node
// A hospital's tools phone nobody; the libraries read these before anything else runs.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
process.env['TURBO_TELEMETRY_DISABLED'] = '1';

// `| head` closes the pipe when it has seen enough, which is no failure.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code !== 'EPIPE') throw failure;
  process.exit();
});

const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));

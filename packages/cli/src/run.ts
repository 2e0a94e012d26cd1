import { type LoadedCommand, runWith } from './program.ts';

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 not understood. */
export const run = (argv: readonly string[]): Promise<number> => runWith(argv, commands);

/** Only the asked command's code is loaded: `--help` answers at once, and `up` keeps its supervisor small. */
const commands: readonly LoadedCommand[] = [
  { name: 'up', load: async () => (await import('./graph/up-command.ts')).upCommand },
  { name: 'gateway', load: async () => (await import('./graph/gateway-command.ts')).gatewayCommand },
  { name: 'status', load: async () => (await import('./status/command.ts')).statusCommand },
  { name: 'token', load: async () => (await import('./token/command.ts')).tokenCommand },
  { name: 'import', load: async () => (await import('./import/command.ts')).importCommand },
  { name: 'export', load: async () => (await import('./export/command.ts')).exportCommand },
  { name: 'backup', load: async () => (await import('./backup/command.ts')).backupCommand },
  { name: 'restore', load: async () => (await import('./backup/command.ts')).restoreCommand },
  { name: 'relabel', load: async () => (await import('./relabel/command.ts')).relabelCommand },
  { name: 'audit', load: async () => (await import('./audit/command.ts')).auditCommand },
  { name: 'permissions', load: async () => (await import('./permissions/command.ts')).permissionsCommand },
  { name: 'operations', load: async () => (await import('./operations/command.ts')).operationsCommand },
  { name: 'init', load: async () => (await import('./init/command.ts')).initCommand },
  { name: 'conform', load: async () => (await import('./conform/command.ts')).conformCommand },
  { name: 'check', load: async () => (await import('./registry/check-command.ts')).checkCommand },
  { name: 'publish', load: async () => (await import('./registry/publish-command.ts')).publishCommand },
  { name: 'rollback', load: async () => (await import('./registry/rollback-command.ts')).rollbackCommand },
  { name: 'versions', load: async () => (await import('./registry/versions-command.ts')).versionsCommand },
  { name: 'registry', load: async () => (await import('./registry/grants-command.ts')).registryCommand },
  { name: 'compose', load: async () => (await import('./schema/command.ts')).composeCommand },
];

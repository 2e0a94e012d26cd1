// The server.
export { AddressNotLoopback, type StoreServer, type StoreServerConfig, start } from './server.ts';
// Backup while it runs, and the way back.
export { type BackupResult, BackupRefused, backup, type RestoreOptions, restore } from './storage/backup.ts';
// What keeps a second process out of a folder, and a damaged folder from being served.
export { FolderInUse } from './storage/lock-file.ts';
export { StoreDamaged } from './storage/start-check.ts';

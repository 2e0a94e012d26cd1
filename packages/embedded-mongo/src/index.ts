// The server.
export { AddressNotLoopback, type StoreServer, type StoreServerConfig, start } from './server.ts';
// What keeps a second process out of a folder.
export { FolderInUse } from './storage/lock-file.ts';

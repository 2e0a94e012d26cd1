import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another process works on the folder; two would not see each other's locks and transactions. */
export class FolderInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`The folder ${folder} is in use by process ${pid}.`);
    this.name = 'FolderInUse';
    this.pid = pid;
  }
}

export interface FolderLock {
  release(): void;
}

const lockFileName = 'store.pid';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** When a process started, in clock ticks since boot: a pid alone may have been given to somebody else meanwhile. */
const startOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '';
  } catch {
    return '';
  }
};

const holderOf = (path: string): number | undefined => {
  try {
    const [pid = '', start = ''] = readFileSync(path, 'utf8').trim().split(' ');
    const isSame = start === '' || startOf(Number(pid)) === start;
    return Number(pid) > 0 && isAlive(Number(pid)) && isSame ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
};

/** Takes the folder for this process, or throws `FolderInUse` with the pid of the one that has it. */
export const acquireLock = (folder: string): FolderLock => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, lockFileName);
  const content = `${process.pid} ${startOf(process.pid)}\n`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
      const holder = holderOf(path);
      if (holder !== undefined) throw new FolderInUse(folder, holder);
      rmSync(path, { force: true });
    }
  }
};

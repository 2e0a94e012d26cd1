import { Command } from 'commander';
import { diffCommand } from './diff-command.ts';
import { explainCommand } from './explain-command.ts';
import { matrixCommand } from './matrix-command.ts';

/** `health-graph permissions`: for security staff. */
export const permissionsCommand = new Command('permissions')
  .description('who may see what, why, and what a change opens')
  .addCommand(matrixCommand)
  .addCommand(explainCommand)
  .addCommand(diffCommand);

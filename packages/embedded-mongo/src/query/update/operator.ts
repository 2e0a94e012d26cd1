import type { StringOrder } from '../../bson/compare.ts';
import type { Document } from '../../bson/document.ts';
import type { Draft } from './path.ts';

/** What an operator may ask while it is applied. */
export interface UpdateRun {
  readonly draft: Draft;
  readonly isInsert: boolean;
  readonly now: Date;
}

/** An operator of one path, its operand checked: applied to a path without placeholders. */
export type Modifier = (run: UpdateRun, parts: readonly string[]) => void;

export interface ModifierContext {
  readonly order: StringOrder;
  readonly collation: unknown;
  /** The operator's name and the path as the update wrote it, for messages. */
  readonly operator: string;
  readonly path: string;
}

export type ModifierCompiler = (operand: unknown, context: ModifierContext) => Modifier;

/** `{_id: 1}`, the way MongoDB's messages name a document. */
export const identityOf = (document: Document): string => `_id: ${String(document['_id'])}`;
